#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// An open file or folder, closed when the value goes away and never inherited by a child process.
struct FileDescriptor: ~Copyable {
  let raw: CInt
  let path: String

  /// Opens a path with the flags of `open`, without waiting for anybody.
  ///
  /// Where a file should be may be a pipe, whose opening would wait for a process that writes into it:
  /// what is open is looked at before it is read.
  init(
    opening path: String,
    _ flags: CInt,
    mode: mode_t = 0o644,
    as operation: String = "open"
  ) throws(FileSystemError) {
    raw = try FileSystem.call(operation, path) { open(path, flags | O_CLOEXEC | O_NONBLOCK, mode) }
    self.path = path
  }

  deinit { close(raw) }

  /// The kind, size, links and identity of what is open.
  func status() throws(FileSystemError) -> stat {
    var status = stat()
    _ = try FileSystem.call("examine", path) { fstat(raw, &status) }
    return status
  }

  /// The same for what must be a regular file.
  ///
  /// - Throws: `FileSystemError` with `EISDIR` for a folder, and with `EINVAL` for a pipe, a device or a socket.
  func regularFileStatus() throws(FileSystemError) -> stat {
    let status = try status()
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG else {
      throw FileSystemError(
        operation: "read",
        path: path,
        code: kind == S_IFDIR ? EISDIR : EINVAL
      )
    }
    return status
  }

  /// Reads up to the buffer's size and returns the number of bytes read; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileSystemError) -> Int {
    while true {
      #if canImport(Glibc)
      let count = Glibc.read(raw, buffer.baseAddress, buffer.count)
      #else
      let count = Darwin.read(raw, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 { return count }
      guard errno == EINTR else {
        throw FileSystemError(operation: "read", path: path, code: errno)
      }
    }
  }

  /// Writes all bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws(FileSystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      #if canImport(Glibc)
      let count = Glibc.write(raw, part.baseAddress, part.count)
      #else
      let count = Darwin.write(raw, part.baseAddress, part.count)
      #endif
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw FileSystemError(operation: "write", path: path, code: errno)
      }
    }
  }

  /// Waits until the content, or the names in a folder, would survive a power cut.
  func synchronize() throws(FileSystemError) {
    #if canImport(Darwin)
    // Plain fsync leaves the data in the drive's cache there.
    if fcntl(raw, F_FULLFSYNC) == 0 { return }
    #endif
    _ = try FileSystem.call("save", path) { fsync(raw) }
  }

  /// Takes an exclusive lock and says whether it was free.
  func lockWithoutWaiting() throws(FileSystemError) -> Bool {
    while flock(raw, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return false }
      guard errno == EINTR else {
        throw FileSystemError(operation: "lock", path: path, code: errno)
      }
    }
    return true
  }

  /// Whether nobody holds an exclusive lock; several may ask at once.
  ///
  /// The file is locked for the moment of asking, which nobody notices who waits for a lock.
  func isUnlocked() throws(FileSystemError) -> Bool {
    while flock(raw, LOCK_SH | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return false }
      guard errno == EINTR else {
        throw FileSystemError(operation: "lock", path: path, code: errno)
      }
    }
    _ = flock(raw, LOCK_UN)
    return true
  }

  /// Takes an exclusive lock, waiting for whoever holds it.
  func lock() throws(FileSystemError) {
    _ = try FileSystem.call("lock", path) { flock(raw, LOCK_EX) }
  }
}
