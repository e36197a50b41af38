#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// What manifests do with paths.
package enum ManifestPaths {
  /// A path that is written in a file, made relative to what the file's own path is relative to.
  static func sibling(_ written: String, of file: String) -> String {
    guard !written.hasPrefix("/"), !isUnnamed(file), let slash = file.lastIndex(of: "/") else {
      return written
    }
    return file[...slash] + written
  }

  /// Whether a path stands for what this process has open, which lies in no folder.
  package static func isUnnamed(_ path: String) -> Bool {
    path == "-" || path == "/dev/stdin"
      || ["/dev/fd/", "/proc/self/fd/"].contains(where: path.hasPrefix)
  }

  /// Whether what the user names is read to its end and no more, as a pipe is.
  package static func isStream(_ path: String) -> Bool {
    guard !isUnnamed(path) else { return true }
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
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

  /// The absolute path without symbolic links, or nil where there is no such file.
  ///
  /// It is for comparing: bytes that are no UTF-8 have characters of their own in it, which no other
  /// path has.
  package static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    if let text = String(validatingCString: resolved) { return text }
    var text = ""
    for byte in UnsafeBufferPointer(start: resolved, count: strlen(resolved)) {
      let value = UInt32(UInt8(bitPattern: byte))
      text.unicodeScalars.append(Unicode.Scalar(value < 0x80 ? value : 0x10FF00 + value) ?? " ")
    }
    return text
  }

  /// Whether something can be found at a path.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether a real path is a folder or something below it.
  package static func isInside(_ path: String, folder: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }
}
