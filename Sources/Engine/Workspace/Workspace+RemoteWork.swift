internal import System

extension Workspace {
  /// What was begun under accounts at providers, or may have been, and has a result that nobody has
  /// fetched; the oldest first.
  ///
  /// What has no account ended with the process that began it.
  package func openWork() throws(WorkspaceError) -> [JournalEntry] {
    try journal.entries().filter {
      ($0.state == .intended || $0.state == .created) && !$0.account.isEmpty
    }
  }

  /// All that is known of finished steps, the oldest first.
  package func records() throws(WorkspaceError) -> [StepRecord] {
    try database.allRecords()
  }

  /// Takes the right to change what the journal says of a key; nil where a run works on it.
  ///
  /// No run begins with the key's step before the value goes away.
  package func claim(_ key: Digest) throws(WorkspaceError) -> WorkClaim? {
    try WorkspaceError.storing { () throws(FileSystemError) in
      guard let lock = try FileLock.attempt(lockPath(of: key)) else { return nil }
      return WorkClaim(lock: lock)
    }
  }

  /// The absolute path of a content in the store, whether it is there or not.
  package func path(of artifact: Artifact) -> String { store.path(of: artifact.digest) }
}

/// The right to change what is known of one key's work, while the value is there.
package struct WorkClaim: ~Copyable {
  private let lock: FileLock

  fileprivate init(lock: consuming FileLock) {
    self.lock = lock
  }
}
