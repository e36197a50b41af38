#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

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
    do throws(FileSystemError) {
      let parent = "\(workspace.path)/tmp"
      let names = try FileSystem.names(in: parent)
      guard !names.isEmpty else { return }
      let gate = try gate(of: workspace)
      defer { withExtendedLifetime(gate) {} }
      for name in names { try removeIfDead("\(parent)/\(name)") }
    } catch {
      throw .storage(error)
    }
  }

  /// Makes the folder of a run.
  static func make(
    for run: RunID,
    in workspace: Workspace
  ) throws(WorkspaceError) -> ScratchFolder {
    do throws(FileSystemError) {
      // Held so that a folder is never seen between its making and its locking.
      let gate = try gate(of: workspace)
      defer { withExtendedLifetime(gate) {} }
      let path = path(of: run, in: workspace)
      try FileSystem.makeFolder(path)
      let folder = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
      guard try folder.lockWithoutWaiting() else {
        throw FileSystemError(operation: "lock", path: path, code: EBUSY)
      }
      return ScratchFolder(folder: folder)
    } catch {
      throw .storage(error)
    }
  }

  /// Whether the owner of a run's folder is alive; it changes nothing.
  static func hasOwner(of run: RunID, in workspace: Workspace) throws(WorkspaceError) -> Bool {
    do throws(FileSystemError) {
      return try isInUse(path(of: run, in: workspace))
    } catch {
      throw .storage(error)
    }
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
    let result: Result<Value, WorkspaceError>
    do throws(FileSystemError) {
      let gate = try gate(of: workspace)
      defer { withExtendedLifetime(gate) {} }
      let parent = "\(workspace.path)/tmp"
      var folders: [(path: String, isInUse: Bool)] = []
      for name in try FileSystem.names(in: parent).sorted() {
        let path = "\(parent)/\(name)"
        folders.append((path, try isInUse(path)))
      }
      result = Result { () throws(WorkspaceError) in try body(folders) }
    } catch {
      throw .storage(error)
    }
    return try result.get()
  }

  /// Whether something is a folder whose owner is alive.
  private static func isInUse(_ path: String) throws(FileSystemError) -> Bool {
    do throws(FileSystemError) {
      guard let status = try FileSystem.status(of: path), status.st_mode & S_IFMT == S_IFDIR
      else { return false }
      let folder = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
      return try !folder.isUnlocked()
    } catch {
      // The owner removed it in this moment.
      if error.code == ENOENT { return false }
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

  private static func gate(of workspace: Workspace) throws(FileSystemError) -> FileDescriptor {
    let path = "\(workspace.path)/locks/scratch"
    let gate = try FileDescriptor(opening: path, O_RDWR | O_CREAT, as: "lock")
    try gate.lock()
    return gate
  }

  private static func removeIfDead(_ path: String) throws(FileSystemError) {
    guard let status = try FileSystem.status(of: path) else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else { return try FileSystem.removeTree(path) }
    do throws(FileSystemError) {
      let folder = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
      // What cannot be removed now is no reason not to run; the next run tries again.
      if try folder.lockWithoutWaiting() { try? FileSystem.removeTree(path) }
    } catch {
      // Its owner came to an end in this moment.
      guard error.code == ENOENT else { throw error }
    }
  }
}
