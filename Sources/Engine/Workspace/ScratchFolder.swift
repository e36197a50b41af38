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
      let path = path(of: run, in: workspace)
      guard try FileSystem.status(of: path) != nil else { return false }
      let folder = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
      return try !folder.isUnlocked()
    } catch {
      // The owner removed it in this moment.
      if error.code == ENOENT { return false }
      throw .storage(error)
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
