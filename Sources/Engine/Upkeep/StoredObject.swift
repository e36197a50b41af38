internal import System

/// A content in the store and the steps that made it.
package struct StoredObject: Hashable, Sendable {
  /// An artifact of a step that has this content.
  package struct Use: Hashable, Sendable {
    package var step: StepID
    package var kind: StepKind
    package var artifact: ArtifactName

    /// The run that made it.
    package var run: RunID
  }

  package var digest: Digest

  /// In bytes.
  package var byteCount: Int

  /// The artifacts that have this content, oldest first; none where a crash left it without.
  package var uses: [Use]
}

extension ArtifactStore {
  /// The objects of the store in the order of their digests, without what they contain.
  func objects() throws(FileSystemError) -> [(digest: Digest, byteCount: Int)] {
    var objects: [(digest: Digest, byteCount: Int)] = []
    for prefix in try FileSystem.names(in: "\(folder)/objects").sorted() {
      for name in try FileSystem.names(in: "\(folder)/objects/\(prefix)").sorted() {
        // What has another name was not put there by a run, and is left alone.
        guard let digest = Digest(hexadecimal: prefix + name) else { continue }
        guard let status = try FileSystem.status(of: path(of: digest)) else { continue }
        objects.append((digest, status.size))
      }
    }
    return objects
  }

  /// What was put aside because it was damaged: its path and size in bytes.
  func quarantined() throws(FileSystemError) -> [(path: String, byteCount: Int)] {
    let folder = "\(folder)/quarantine"
    var found: [(path: String, byteCount: Int)] = []
    for name in try FileSystem.names(in: folder).sorted() {
      found.append(("\(folder)/\(name)", try FileSystem.byteCount(below: "\(folder)/\(name)")))
    }
    return found
  }
}

extension [StepRecord] {
  /// The artifacts of the records by their content.
  var uses: [Digest: [StoredObject.Use]] {
    var uses: [Digest: [StoredObject.Use]] = [:]
    for record in self {
      for artifact in record.artifacts {
        uses[artifact.digest, default: []].append(
          .init(step: record.step, kind: record.kind, artifact: artifact.name, run: record.run)
        )
      }
    }
    return uses
  }
}
