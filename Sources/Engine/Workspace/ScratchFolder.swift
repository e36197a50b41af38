#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// A folder for the unfinished work of one run, removed when the value goes away.
///
/// Its owner holds a lock on it. A folder whose lock is free belongs to a run that was killed, and
/// the next run removes it.
struct ScratchFolder: ~Copyable {
  private let folder: FileDescriptor

  var path: String { folder.path }

  /// Removes the folders of dead runs and makes one for a run.
  static func make(
    for run: RunID,
    in workspace: Workspace
  ) throws(WorkspaceError) -> ScratchFolder {
    do throws(FileSystemError) {
      let parent = "\(workspace.path)/tmp"
      // Held while looking, so that a folder is never seen between its making and its locking.
      let gate = try lockedGate(of: workspace)
      defer { withExtendedLifetime(gate) {} }
      for name in try FileSystem.names(in: parent) { try removeIfDead("\(parent)/\(name)") }
      let path = "\(parent)/run-\(run)"
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
      let gate = try lockedGate(of: workspace)
      defer { withExtendedLifetime(gate) {} }
      let folders = try folders(in: workspace)
      result = Result { () throws(WorkspaceError) in try body(folders) }
    } catch {
      throw .storage(error)
    }
    return try result.get()
  }

  private static func folders(
    in workspace: Workspace
  ) throws(FileSystemError) -> [(path: String, isInUse: Bool)] {
    var folders: [(path: String, isInUse: Bool)] = []
    for name in try FileSystem.names(in: "\(workspace.path)/tmp").sorted() {
      let path = "\(workspace.path)/tmp/\(name)"
      guard let status = try FileSystem.status(of: path) else { continue }
      var isInUse = false
      if status.st_mode & S_IFMT == S_IFDIR {
        let folder = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
        isInUse = try !folder.lockWithoutWaiting()
      }
      folders.append((path, isInUse))
    }
    return folders
  }

  private static func lockedGate(
    of workspace: Workspace
  ) throws(FileSystemError) -> FileDescriptor {
    let path = "\(workspace.path)/locks/scratch"
    let gate = try FileDescriptor(opening: path, O_RDWR | O_CREAT, as: "lock")
    try gate.lock()
    return gate
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
    guard status.st_mode & S_IFMT == S_IFDIR else { return try FileSystem.removeTree(path) }
    let folder = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
    // What cannot be removed now is no reason not to run; the next run tries again.
    if try folder.lockWithoutWaiting() { try? FileSystem.removeTree(path) }
  }
}
