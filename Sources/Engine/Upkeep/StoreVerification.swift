internal import System

/// What reading every object of a workspace's store has shown.
package struct StoreVerification: Sendable {
  /// How many objects were read.
  package var objectCount = 0

  /// What was read, in bytes.
  package var byteCount = 0

  /// Objects with another content than their digest says; they were put aside.
  package var damaged: [StoredObject] = []

  /// Contents that finished steps have and the store does not.
  package var missing: [StoredObject] = []

  /// Whether every object is there and intact.
  package var isClean: Bool { damaged.isEmpty && missing.isEmpty }
}

extension Workspace {
  /// Reads every object and compares it with its digest, whatever its times say.
  ///
  /// A damaged object is put aside, so that the steps that made it are stale.
  package func verifyStore() throws(WorkspaceError) -> StoreVerification {
    let uses = try database.allRecords().uses
    var verification = StoreVerification()
    try WorkspaceError.storing { () throws(FileSystemError) in
      for object in try store.objects() {
        switch try store.verify(object.digest, byteCount: object.byteCount) {
        // It was removed, as by a collection, since the folder was read.
        case .missing: continue
        case .intact: break
        case .damaged:
          verification.damaged.append(
            StoredObject(
              digest: object.digest,
              byteCount: object.byteCount,
              uses: uses[object.digest] ?? []
            )
          )
        }
        verification.objectCount += 1
        verification.byteCount += object.byteCount
      }
    }
    verification.missing = try missing(except: Set(verification.damaged.map(\.digest)))
    return verification
  }

  /// The contents of records, as they are now, that are nowhere to be found.
  private func missing(except damaged: Set<Digest>) throws(WorkspaceError) -> [StoredObject] {
    let records = try database.allRecords()
    let uses = records.uses
    var sizes: [Digest: Int] = [:]
    for artifact in records.flatMap(\.artifacts) { sizes[artifact.digest] = artifact.byteCount }
    var missing: [StoredObject] = []
    for (digest, size) in sizes.sorted(by: { $0.key.hexadecimal < $1.key.hexadecimal }) {
      let isThere = try WorkspaceError.storing { () throws(FileSystemError) in
        try FileSystem.status(of: store.path(of: digest)) != nil
      }
      if isThere || damaged.contains(digest) { continue }
      missing.append(StoredObject(digest: digest, byteCount: size, uses: uses[digest] ?? []))
    }
    return missing
  }
}

extension ArtifactStore {
  /// Reads an object, and puts it aside where it is damaged.
  fileprivate func verify(
    _ digest: Digest,
    byteCount: Int
  ) throws(FileSystemError) -> Condition {
    let before = try FileSystem.status(of: path(of: digest))
    let condition = try condition(of: digest, byteCount: byteCount)
    guard condition == .damaged else { return condition }
    // A run may have made it again while it was read; what is another file now is not judged.
    let after = try FileSystem.status(of: path(of: digest))
    guard let before, after?.identity.isSameFile(as: before.identity) == true else {
      return try self.condition(of: digest, byteCount: byteCount)
    }
    try putAside(digest)
    return .damaged
  }
}
