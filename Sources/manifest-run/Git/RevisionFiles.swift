import Diagnostics
import Manifest
import System

/// Copies of a revision's files that are read like files of the disk; gone with this value.
///
/// A class, since it owns the folder that they are in.
final class RevisionFiles {
  /// Where the copies are, by the names of the files.
  private(set) var places: [String: String] = [:]

  private let folder: String

  /// - Parameter parent: The folder for temporary files.
  /// - Throws: `ManifestReadingError` where no folder can be made there.
  init(in parent: String) throws(ManifestReadingError) {
    do {
      folder = try FileSystem.makeTemporaryFolder("\(parent)/manifest-run-")
    } catch {
      throw Self.failure(parent, error)
    }
  }

  deinit { try? FileSystem.removeTree(folder) }

  /// Copies the pairs files of a manifest.
  ///
  /// - Throws: `ManifestReadingError` where one cannot be read or written.
  func add(
    pairsOf manifest: Manifest,
    from revision: GitRevision
  ) throws(ManifestReadingError) {
    for experiment in manifest.experiments {
      guard case .file(_, let name) = experiment.dataset.pairs, places[name] == nil else {
        continue
      }
      // The end of the name says how the pairs are written down.
      let end = name.lastIndex(of: ".").map { name[$0...] } ?? ""
      let place = "\(folder)/\(places.count)\(end)"
      places[name] = place
      let file: FileDescriptor
      do throws(FileSystemError) {
        file = try FileDescriptor(place, for: .creating, permissions: 0o600)
      } catch {
        throw Self.failure(place, error)
      }
      try revision.copy(name, to: file)
    }
  }

  private static func failure(_ path: String, _ error: FileSystemError) -> ManifestReadingError {
    let reason = SourceFileError.Reason.system("\(error.code)")
    return ManifestReadingError(SourceFileError(name: path, reason: reason).diagnostic)
  }
}
