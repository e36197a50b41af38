internal import System

/// A folder for the unfinished work of one run, removed when the value goes away.
///
/// Its owner holds a lock on it, by which others see that the run goes on. A folder whose lock is
/// free belongs to a run that was killed, and the next run removes it.
struct ScratchFolder: ~Copyable {
  private let folder: FileDescriptor

  /// Where the folder of a run is.
  static func path(of run: RunID, in workspace: Workspace) -> String {
    "\(workspace.path)/tmp/run-\(run)"
  }

  /// Removes the folders of dead runs.
  static func removeDead(in workspace: Workspace) throws(WorkspaceError) {
    let parent = "\(workspace.path)/tmp"
    let names = try WorkspaceError.storing { () throws(FileSystemError) in
      try FileSystem.names(in: parent)
    }
    guard !names.isEmpty else { return }
    let gate = try gate(of: workspace)
    defer { withExtendedLifetime(gate) {} }
    try WorkspaceError.storing { () throws(FileSystemError) in
      for name in names { try removeIfDead("\(parent)/\(name)") }
      // A killed run leaves the files of its locks too; those of a run that goes on are not free.
      let locks = "\(workspace.path)/locks"
      // Other locks have words for names, and stay.
      for name in try FileSystem.names(in: locks) where Digest(hexadecimal: name) != nil {
        _ = try? FileLock.attempt("\(locks)/\(name)")
      }
    }
  }

  /// Waits for the gate, which its owner holds until the value goes away.
  ///
  /// While it is held no run begins, and no folder is seen between its making and its locking. Who
  /// needs the database too takes the gate first: otherwise two could wait for each other.
  static func gate(of workspace: Workspace) throws(WorkspaceError) -> FileDescriptor {
    try WorkspaceError.storing { () throws(FileSystemError) in
      let path = "\(workspace.path)/locks/scratch"
      let gate = try FileDescriptor(path, for: .locking)
      try gate.lock()
      return gate
    }
  }

  /// Makes the folder of a run, by the owner of the gate.
  static func make(
    for run: RunID,
    in workspace: Workspace
  ) throws(WorkspaceError) -> ScratchFolder {
    try WorkspaceError.storing { () throws(FileSystemError) in
      let path = path(of: run, in: workspace)
      try FileSystem.makeFolder(path)
      let folder = try FileDescriptor(path, for: .folder)
      guard try folder.lockWithoutWaiting() else {
        throw FileSystemError(operation: "lock", path: path, code: .busy)
      }
      return ScratchFolder(folder: folder)
    }
  }

  /// Whether the owner of a run's folder is alive; it changes nothing.
  static func hasOwner(of run: RunID, in workspace: Workspace) throws(WorkspaceError) -> Bool {
    let path = path(of: run, in: workspace)
    return try WorkspaceError.storing { () throws(FileSystemError) in try isInUse(path) }
  }

  /// Does something while no run can begin.
  ///
  /// - Parameters:
  ///   - workspace: Where the runs would be.
  ///   - body: Gets the folders of all runs, with whether the run is in progress; a run that is
  ///     started meanwhile waits for its end.
  /// - Returns: What the body returned.
  /// - Throws: `WorkspaceError` where that cannot be found out, and what the body throws.
  static func holdingRuns<Value>(
    in workspace: Workspace,
    _ body: ([(path: String, isInUse: Bool)]) throws(WorkspaceError) -> Value
  ) throws(WorkspaceError) -> Value {
    let gate = try gate(of: workspace)
    defer { withExtendedLifetime(gate) {} }
    let parent = "\(workspace.path)/tmp"
    var folders: [(path: String, isInUse: Bool)] = []
    try WorkspaceError.storing { () throws(FileSystemError) in
      for name in try FileSystem.names(in: parent).sorted() {
        let path = "\(parent)/\(name)"
        folders.append((path, try isInUse(path)))
      }
    }
    return try body(folders)
  }

  /// Whether something is a folder whose owner is alive.
  private static func isInUse(_ path: String) throws(FileSystemError) -> Bool {
    do throws(FileSystemError) {
      guard try FileSystem.status(of: path)?.kind == .folder else { return false }
      let folder = try FileDescriptor(path, for: .folder)
      return try !folder.isUnlocked()
    } catch {
      // The owner removed it in this moment.
      if error.code == .missing { return false }
      throw error
    }
  }

  private init(folder: consuming FileDescriptor) {
    self.folder = folder
  }

  deinit {
    // What cannot be removed now is removed by the next run.
    try? FileSystem.removeTree(folder.path)
  }

  private static func removeIfDead(_ path: String) throws(FileSystemError) {
    guard let status = try FileSystem.status(of: path) else { return }
    guard status.kind == .folder else { return try FileSystem.removeTree(path) }
    do throws(FileSystemError) {
      let folder = try FileDescriptor(path, for: .folder)
      // What cannot be removed now is no reason not to run; the next run tries again.
      if try folder.lockWithoutWaiting() { try? FileSystem.removeTree(path) }
    } catch {
      // Its owner came to an end in this moment.
      guard error.code == .missing else { throw error }
    }
  }
}
