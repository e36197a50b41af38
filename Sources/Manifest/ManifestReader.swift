package import Diagnostics
private import System

/// Opens manifests and the files that they extend.
package protocol ManifestReader: Sendable {
  /// The text of a file.
  ///
  /// - Throws: `ManifestReadingError` where it cannot be read or may not be.
  func read(_ path: String) throws(ManifestReadingError) -> SourceFile

  /// What two paths of one file have in common.
  func identity(of path: String) -> String

  /// What forbids an experiment to use a file, or nil where it may; the file need not exist.
  func objection(toFile path: String) -> Diagnostic?
}

extension ManifestReader {
  /// The path without symbolic links.
  package func identity(of path: String) -> String { ManifestPaths.real(path) ?? path }
}

/// Why a manifest cannot be read.
package struct ManifestReadingError: Error, Sendable {
  /// The problem in words; it has no range.
  package var diagnostic: Diagnostic

  package init(_ diagnostic: Diagnostic) {
    self.diagnostic = diagnostic
  }
}

/// Reads manifests from the disk, and only from below one folder.
///
/// The manifest that the user names may also be a pipe or standard input, which is read once.
package struct FileManifestReader: ManifestReader {
  /// The largest manifest that is read, in bytes.
  package static let byteLimit = 4 << 20

  /// The real path of the folder that every file must be in.
  package let root: String

  /// What the user names where it is no file.
  private let stream: String?

  /// - Parameters:
  ///   - root: The folder that every file must be in, symbolic links followed.
  ///   - manifest: The path that the user names.
  package init(root: String, manifest: String? = nil) {
    self.root = ManifestPaths.real(root) ?? root
    stream = manifest.flatMap { ManifestPaths.isStream($0) ? $0 : nil }
  }

  package func read(_ path: String) throws(ManifestReadingError) -> SourceFile {
    let isStream = path == stream
    if !isStream, let objection = objection(toFile: path) { throw ManifestReadingError(objection) }
    do throws(SourceFileError) {
      return try SourceFile.load(
        path: path,
        name: path,
        byteLimit: Self.byteLimit,
        isStream: isStream
      )
    } catch {
      throw ManifestReadingError(error.diagnostic)
    }
  }

  package func objection(toFile path: String) -> Diagnostic? {
    guard let real = ManifestPaths.real(path) else {
      // The kernel opens more than has a path: what a process has open, deleted files among it.
      return FileSystem.exists(path) ? .outsideWorkspace(path, root: root) : nil
    }
    guard !ManifestPaths.isInside(real, folder: root) else { return nil }
    let target = ManifestPaths.hasLink(path, to: real) ? real : nil
    return .outsideWorkspace(path, root: root, target: target)
  }
}
