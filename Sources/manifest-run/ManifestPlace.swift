import Manifest

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where a manifest lies: the folder whose files it may use, and that holds its workspace.
struct ManifestPlace {
  /// The nearest enclosing Git repository of the manifest, else the manifest's folder.
  let root: String

  /// - Parameter manifest: The manifest's path; a folder that is not there counts as empty.
  init(of manifest: String) {
    let folder = Self.absolute(Self.folder(of: manifest))
    var candidate = folder
    while access("\(candidate)/.git", F_OK) != 0 {
      // A folder whose path is no text, or that is not there, is known from here alone.
      let above = candidate.hasPrefix("/") ? Self.folder(of: candidate) : "\(candidate)/.."
      guard candidate != "/", let own = Self.identity(of: candidate),
        let next = Self.identity(of: above), own != next
      else {
        root = folder
        return
      }
      candidate = above
    }
    root = candidate
  }

  /// The path of a file below the root, or the path as it is where the file is not there.
  func relativePath(of file: String) -> String {
    let path = Self.absolute(file)
    return path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : file
  }

  /// The folder part of a path.
  static func folder(of path: String) -> String {
    // A pipe's folder is the current one.
    guard !ManifestPaths.isUnnamed(path), let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path without links where there is such a file and its path is UTF-8; else as it is.
  private static func absolute(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(validatingCString: real) ?? path
  }

  /// The numbers of a folder; nil where there is none.
  private static func identity(of path: String) -> [UInt64]? {
    var status = stat()
    return stat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
  }
}
