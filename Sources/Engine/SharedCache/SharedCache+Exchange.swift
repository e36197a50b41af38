internal import System

extension SharedCache {
  /// Takes the outputs of a key into a workspace's store.
  ///
  /// - Parameters:
  ///   - key: The step's key.
  ///   - workspace: Where they go.
  ///   - folder: An empty folder for what is not verified yet.
  ///   - run: The run that takes them.
  ///   - warn: Gets a sentence for each thing that went wrong.
  /// - Returns: The record of the outputs, all of them intact in the workspace's store but not yet
  ///   in its database; nil where the cache does not have all of them.
  /// - Throws: `StepFailure` where the workspace itself cannot take them.
  func fetch(
    _ key: Digest,
    into workspace: Workspace,
    by folder: String,
    for run: RunID,
    warn: @Sendable (String) -> Void
  ) async throws(StepFailure) -> StepRecord? {
    guard let entry = await entry(of: key, warn) else { return nil }
    return try await fetch(entry, into: workspace, by: folder, for: run, warn: warn)
  }

  /// Keeps the outputs of a step in the shared store, contents first.
  ///
  /// - Parameters:
  ///   - record: What was made, in the workspace's store.
  ///   - key: The step's key.
  ///   - workspace: Where it was made.
  ///   - folder: An empty folder for what is not verified yet.
  ///   - warn: Gets a sentence for each thing that went wrong.
  /// - Returns: The record of another result of the same key that came first, if one did, now in
  ///   the workspace's store too; whoever reads this step's outputs must read those.
  /// - Throws: `StepFailure` where the workspace itself cannot take the other result.
  func publish(
    _ record: StepRecord,
    key: CacheKey,
    from workspace: Workspace,
    by folder: String,
    warn: @Sendable (String) -> Void
  ) async throws(StepFailure) -> StepRecord? {
    guard isWritable else { return nil }
    for artifact in record.artifacts {
      let isKept: Void? = await attempt(warn) { (store) throws(SharedStoreError) in
        try await store.keep(
          artifact.digest,
          byteCount: artifact.byteCount,
          from: workspace.store.path(of: artifact.digest)
        )
      }
      // An entry must never name what is not there.
      guard isKept != nil, isWritable else { return nil }
    }
    let ours = SharedEntry(record, key: key, maker: maker)
    let bytes = ours.bytes
    let kept = await attempt(warn) { (store) throws(SharedStoreError) in
      try await store.keep(entry: bytes, of: key.digest)
    }
    guard let kept else { return nil }
    guard kept != bytes else {
      succeeded()
      return nil
    }
    guard let first = SharedEntry(kept, of: key.digest) else {
      await reject(entryOf: key.digest, "the entry of key \(key.digest.short) is damaged", warn)
      return nil
    }
    guard first.outputs != ours.outputs else {
      succeeded()
      return nil
    }
    return try await fetch(first, into: workspace, by: folder, for: record.run, warn: warn)
  }

  private func fetch(
    _ entry: SharedEntry,
    into workspace: Workspace,
    by folder: String,
    for run: RunID,
    warn: @Sendable (String) -> Void
  ) async throws(StepFailure) -> StepRecord? {
    let record = entry.record(from: store.name, run: run)
    for artifact in record.artifacts {
      do {
        let held = try workspace.stats.condition(of: artifact, in: workspace.store)
        if held == .intact { continue }
        if held == .damaged { try workspace.store.putAside(artifact.digest) }
      } catch {
        throw StepFailure(writing: "looking for '\(artifact.name)'", error)
      }
      switch try await fetch(artifact, into: workspace, by: folder, warn) {
      case true?: continue
      case nil: return nil
      case false?:
        // An entry that names what is not there would keep every later one out.
        await giveUp(record.key)
        return nil
      }
    }
    try workspace.store.synchronizeFolders(of: record.artifacts)
    succeeded()
    return record
  }

  /// Fetches one content and takes it into the store where it is what it should be.
  ///
  /// - Parameters:
  ///   - artifact: What it should be.
  ///   - workspace: Where it goes.
  ///   - folder: A folder for what is not verified yet.
  ///   - warn: Gets a sentence for each thing that went wrong.
  /// - Returns: Whether it was; nil where the cache did not answer.
  /// - Throws: `StepFailure` where the workspace itself cannot take it.
  private func fetch(
    _ artifact: Artifact,
    into workspace: Workspace,
    by folder: String,
    _ warn: @Sendable (String) -> Void
  ) async throws(StepFailure) -> Bool? {
    let path = "\(folder)/\(artifact.digest.hexadecimal)"
    let activity = "taking '\(artifact.name)' from the cache"
    try StepFailure.writing(activity) { () throws(FileSystemError) in
      try FileSystem.removeTree(path)
    }
    let isFetched = await attempt(warn) { (store) throws(SharedStoreError) in
      try await store.fetch(artifact.digest, byteCount: artifact.byteCount, to: path)
    }
    guard let isFetched else { return nil }
    guard isFetched else {
      failed("it has no content of '\(artifact.name)', which it names", nil, warn)
      return false
    }
    let isIntact = try StepFailure.writing(activity) { () throws(FileSystemError) in
      // The size is the entry's word, and a record with another size than its object's is damaged.
      let status = try FileSystem.status(of: path)
      let digest = try FileSystem.digest(ofFile: path)
      guard digest == artifact.digest, status?.size == artifact.byteCount else { return false }
      try workspace.store.take(path, as: artifact.digest)
      return true
    }
    guard !isIntact else { return true }
    await reject(artifact.digest, "the content of '\(artifact.name)' is damaged", warn)
    return false
  }

  /// The user and the machine, as in `anna@node3`.
  package static var userAndHost: String {
    Host.name.map { "\(Host.user)@\($0)" } ?? Host.user
  }
}
