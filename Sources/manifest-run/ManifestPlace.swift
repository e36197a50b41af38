import Manifest
import System

/// Where a manifest is: the folder whose files it may use and in which its workspace is.
struct ManifestPlace {
  /// The nearest enclosing Git repository of the manifest, else the manifest's folder.
  let root: String

  /// - Parameter manifest: The manifest's path; a folder that is not there counts as empty.
  init(of manifest: String) {
    let folder = Self.absolute(Self.folder(of: manifest))
    var candidate = folder
    while !FileSystem.exists("\(candidate)/.git") {
      // A folder that is not there has a path without a beginning.
      guard candidate.hasPrefix("/"), candidate != "/" else {
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
    // A pipe's folder is the current one.
    FileSystem.isUnnamed(path) ? "." : FileSystem.folder(of: path)
  }

  /// The path without links where there is such a file; else as it is.
  private static func absolute(_ path: String) -> String { ManifestPaths.real(path) ?? path }
}
