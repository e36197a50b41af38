/// An exclusive lock on a name, which dies with its owner.
///
/// The lock's file is removed when the value goes away, so that locks do not pile up.
package struct FileLock: ~Copyable {
  private let file: FileDescriptor

  /// Takes the lock of a path where it is free, or returns nil.
  package static func attempt(_ path: String) throws(FileSystemError) -> FileLock? {
    while true {
      let file = try FileDescriptor(path, for: .locking)
      guard try file.lockWithoutWaiting() else { return nil }
      // The former owner may have removed the file between our opening and our locking it.
      let opened = try file.status().identity
      if try FileSystem.status(of: path)?.identity.isSameFile(as: opened) == true {
        return FileLock(file: file)
      }
    }
  }

  /// Whether somebody holds the lock of a path; it changes nothing.
  ///
  /// For the moment of asking an attempt to take a free lock may fail.
  package static func isHeld(_ path: String) throws(FileSystemError) -> Bool {
    do {
      return try !FileDescriptor(path, for: .reading).isUnlocked()
    } catch {
      guard error.code == .missing else { throw error }
      return false
    }
  }

  private init(file: consuming FileDescriptor) {
    self.file = file
  }

  deinit { FileSystem.remove(file.path) }
}
