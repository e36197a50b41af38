import Diagnostics
import Manifest

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

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
    var template = Array("\(parent)/manifest-run-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Self.failure(parent) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for place in places.values { unlink(place) }
    rmdir(folder)
  }

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
      let descriptor = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw Self.failure(place) }
      defer { close(descriptor) }
      try revision.copy(name, to: descriptor)
    }
  }

  private static func failure(_ path: String) -> ManifestReadingError {
    let reason = SourceFileError.Reason.system(String(cString: strerror(errno)))
    return ManifestReadingError(SourceFileError(name: path, reason: reason).diagnostic)
  }
}
