internal import System

extension Workspace {
  /// The folder of a step that goes on without its run; it is kept until what was made is recorded.
  func pathOfStepFolder(_ key: Digest) -> String { "\(path)/steps/\(key.hexadecimal)" }

  /// The keys of the steps that have a folder of their own, with work that goes on or a result that
  /// nobody has recorded.
  func keysOfQueuedSteps() throws(WorkspaceError) -> Set<Digest> {
    let known = Set(try stepFolders())
    guard !known.isEmpty else { return [] }
    var keys: Set<Digest> = []
    for entry in try journal.entries() where known.contains(entry.key) {
      switch entry.state {
      case .abandoned: keys.remove(entry.key)
      case .intended, .created: keys.insert(entry.key)
      case .finished:
        if try record(of: entry.key) == nil { keys.insert(entry.key) }
      }
    }
    return keys
  }

  /// Removes the folders of steps that nobody will look into any more.
  func removeForgottenStepFolders() throws(WorkspaceError) {
    let kept = try keysOfQueuedSteps()
    for key in try stepFolders() where !kept.contains(key) {
      // Whoever holds the key's lock may be about to start the step.
      guard let claim = try claim(key) else { continue }
      try? FileSystem.removeTree(pathOfStepFolder(key))
      _ = consume claim
    }
  }

  private func stepFolders() throws(WorkspaceError) -> [Digest] {
    try WorkspaceError.storing { () throws(FileSystemError) in
      let folder = "\(path)/steps"
      guard try FileSystem.status(of: folder) != nil else { return [] }
      return try FileSystem.names(in: folder).compactMap { Digest(hexadecimal: $0) }
    }
  }
}
