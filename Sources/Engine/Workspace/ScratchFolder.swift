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
      let gatePath = "\(workspace.path)/locks/scratch"
      // Held while looking, so that a folder is never seen between its making and its locking.
      let gate = try FileDescriptor(opening: gatePath, O_RDWR | O_CREAT, as: "lock")
      defer { withExtendedLifetime(gate) {} }
      try gate.lock()
      for name in try FileSystem.names(in: parent) { try removeIfDead("\(parent)/\(name)") }
      // A killed run leaves the files of its locks too; those of a run that goes on are not free.
      try? FileLock.removeFree(in: "\(workspace.path)/locks")
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
