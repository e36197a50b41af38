private import Diagnostics
private import System

/// What manifests do with paths.
package enum ManifestPaths {
  /// A path that is written in a file, made relative to what the file's own path is relative to.
  static func sibling(_ written: String, of file: String) -> String {
    guard !written.hasPrefix("/"), !FileSystem.isUnnamed(file), let slash = file.lastIndex(of: "/")
    else { return written }
    return file[...slash] + written
  }

  /// The path of the file in which a value was written; the manifest's own for what an option gives.
  static func file(of value: ResolvedValue, orOption manifestPath: String) -> String {
    guard let file = value.range?.file.name, file != Override.sourceName else {
      return manifestPath
    }
    return file
  }

  /// Whether what the user names is read to its end and no more, as a pipe is.
  package static func isStream(_ path: String) -> Bool {
    FileSystem.isUnnamed(path)
      || (try? FileSystem.status(of: path, followingLinks: true))?.kind == .pipe
  }

  /// Whether a symbolic link is on the way of a path to where it leads.
  static func hasLink(_ path: String, to real: String) -> Bool {
    guard let folder = path.hasPrefix("/") ? "" : Self.real(".") else { return false }
    var parts: [Substring] = []
    for part in "\(folder)/\(path)".split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/") != real
  }

  /// The absolute path without symbolic links, or nil where there is no such file, or it is not UTF-8.
  package static func real(_ path: String) -> String? {
    (try? FileSystem.absoluteBytes(path)).flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// Whether a real path is a folder or something below it.
  package static func isInside(_ path: String, folder: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }
}
