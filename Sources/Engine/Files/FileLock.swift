#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// An exclusive lock on a name, which dies with its owner.
///
/// The lock's file is removed when the value goes away, so that locks do not pile up.
struct FileLock: ~Copyable {
  private let file: FileDescriptor

  /// Takes the lock of a path where it is free, or returns nil.
  static func attempt(_ path: String) throws(FileSystemError) -> FileLock? {
    while true {
      let file = try FileDescriptor(opening: path, O_RDWR | O_CREAT, as: "lock")
      guard try file.lockWithoutWaiting() else { return nil }
      // The former owner may have removed the file between our opening and our locking it.
      if try isCurrent(file) { return FileLock(file: file) }
    }
  }

  /// Whether somebody holds the lock of a path; it changes nothing.
  ///
  /// For the moment of asking an attempt to take a free lock may fail.
  static func isHeld(_ path: String) throws(FileSystemError) -> Bool {
    guard try FileSystem.status(of: path) != nil else { return false }
    do {
      return try !FileDescriptor(opening: path, O_RDONLY, as: "lock").isUnlocked()
    } catch {
      // Its owner removed it in this moment.
      guard error.code == ENOENT else { throw error }
      return false
    }
  }

  /// Removes the files of the locks of steps that nobody holds.
  ///
  /// - Throws: `FileSystemError` where the folder cannot be listed or a file cannot be opened.
  static func removeFree(in folder: String) throws(FileSystemError) {
    // Other locks have words for names, and stay.
    for name in try FileSystem.names(in: folder) where Digest(hexadecimal: name) != nil {
      _ = try attempt("\(folder)/\(name)")
    }
  }

  private init(file: consuming FileDescriptor) {
    self.file = file
  }

  deinit { unlink(file.path) }

  private static func isCurrent(_ file: borrowing FileDescriptor) throws(FileSystemError) -> Bool {
    let opened = try file.status()
    guard let named = try FileSystem.status(of: file.path) else { return false }
    return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }
}
