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
      guard candidate != "/" else {
        root = folder
        return
      }
      candidate = Self.folder(of: candidate)
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
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func absolute(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
