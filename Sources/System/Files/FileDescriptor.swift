#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// An open file or folder, closed when nobody has it any more and never inherited by a child process.
package final class FileDescriptor: Sendable {
  /// What a path is opened for.
  package enum Purpose {
    /// A regular file is read.
    case reading

    /// What the path itself names is read, and no link there followed.
    case readingUnfollowed

    /// What comes through a pipe, a terminal or another open file is read, and waited for; `-` is
    /// standard input.
    case stream

    /// A file is written anew, or made.
    case replacing

    /// A file is made where nothing is.
    case creating

    /// A file is written at its end, or made.
    case appending

    /// A file is locked, or made for that.
    case locking

    /// A folder is locked, examined or synchronised.
    case folder

    var flags: CInt {
      switch self {
      case .reading, .stream: O_RDONLY
      case .readingUnfollowed: O_RDONLY | O_NOFOLLOW
      case .replacing: O_WRONLY | O_CREAT | O_TRUNC
      case .creating: O_WRONLY | O_CREAT | O_EXCL
      case .appending: O_WRONLY | O_CREAT | O_APPEND
      case .locking: O_RDWR | O_CREAT | O_NOFOLLOW
      case .folder: O_RDONLY | O_DIRECTORY
      }
    }

    /// Whether a device will not do: what is written may go to one.
    var needsFile: Bool { [.reading, .readingUnfollowed, .locking].contains(self) }

    var operation: String {
      switch self {
      case .reading, .readingUnfollowed, .stream: "read"
      case .replacing, .creating: "create"
      case .appending: "write"
      case .locking: "lock"
      case .folder: "open"
      }
    }
  }

  package let raw: CInt
  package let path: String

  /// Opens a path without waiting for anybody.
  ///
  /// Where a file should be may be a pipe, whose opening would wait for a process at its other end:
  /// what is open is looked at before it is used.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - purpose: What it is opened for.
  ///   - permissions: Those of a file that is made.
  /// - Throws: `FileSystemError` that `isNoFile` where a folder, a pipe, a device or a socket is in
  ///   place of a file that is read.
  package init(
    _ path: String,
    for purpose: Purpose,
    permissions: UInt32 = 0o644
  ) throws(FileSystemError) {
    let waits = purpose == .stream ? 0 : O_NONBLOCK
    let flags = purpose.flags | waits | O_CLOEXEC | O_NOCTTY
    // The system would read a path only up to a NUL, and so open another file.
    guard !path.utf8.contains(0) else {
      throw FileSystemError(operation: purpose.operation, path: path, code: .missing)
    }
    let opened = try FileSystem.call(purpose.operation, path) {
      path == "-" && purpose == .stream
        ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, flags, mode_t(permissions))
    }
    do throws(FileSystemError) {
      let kind = try Self.status(of: opened, path).kind
      if purpose.needsFile, kind != .regular {
        let code = kind == .folder ? Errno.isFolder : .notRegular
        throw FileSystemError(operation: purpose.operation, path: path, code: code)
      }
    } catch {
      close(opened)
      throw error
    }
    raw = opened
    self.path = path
  }

  /// Makes a file that has a path with six more characters, and nobody else's.
  package init(temporary beginning: String) throws(FileSystemError) {
    var template = Array("\(beginning)XXXXXX".utf8CString)
    let opened = mkstemp(&template)
    path = FileSystem.text(template)
    guard opened >= 0 else { throw FileSystemError(operation: "create", path: path) }
    raw = opened
    Self.keepFromChildren(raw)
  }

  /// Takes over what is open; no other program that is started later has it.
  init(adopting raw: CInt, path: String) {
    self.raw = raw
    self.path = path
    Self.keepFromChildren(raw)
  }

  deinit { close(raw) }

  /// The kind, size, links and identity of what is open.
  package func status() throws(FileSystemError) -> FileStatus {
    try Self.status(of: raw, path)
  }

  private static func status(of raw: CInt, _ path: String) throws(FileSystemError) -> FileStatus {
    var status = stat()
    _ = try FileSystem.call("examine", path) { fstat(raw, &status) }
    return FileStatus(status)
  }

  /// Reads up to the buffer's size and returns the number of bytes read; 0 at the end.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileSystemError) -> Int {
    while true {
      let count = systemRead(raw, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw FileSystemError(operation: "read", path: path) }
    }
  }

  /// The next bytes, up to a number of them; none at the end.
  package func read(upTo count: Int) throws(FileSystemError) -> [UInt8] {
    var failure: FileSystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(FileSystemError) {
        filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Reads from an offset on until the buffer is full or the file ends, and returns the number of bytes.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer,
    from offset: Int
  ) throws(FileSystemError) -> Int {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(raw, rest.baseAddress, rest.count, off_t(offset + done))
      if count == 0 { break }
      if count > 0 {
        done += count
      } else if errno != EINTR {
        throw FileSystemError(operation: "read", path: path)
      }
    }
    return done
  }

  /// Writes all bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(FileSystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = systemWrite(raw, part.baseAddress, part.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw FileSystemError(operation: "write", path: path)
      }
    }
  }

  /// Writes all bytes.
  package func write(_ bytes: [UInt8]) throws(FileSystemError) {
    // The closure's error type is erased, so the outcome is handed out as a value.
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(FileSystemError) in try write(buffer) }
    }
    try result.get()
  }

  /// Says who may do what with the file.
  package func setPermissions(_ permissions: UInt32) throws(FileSystemError) {
    _ = try FileSystem.call("protect", path) { fchmod(raw, mode_t(permissions)) }
  }

  /// Says whom the file belongs to, which root alone may.
  package func setOwner(_ user: UInt32, group: UInt32) throws(FileSystemError) {
    _ = try FileSystem.call("hand over", path) { fchown(raw, user, group) }
  }

  /// Keeps an open file from the programs that this one starts.
  package static func keepFromChildren(_ raw: CInt) {
    _ = fcntl(raw, F_SETFD, FD_CLOEXEC)
  }

  /// Waits until the content, or the names in a folder, would survive a power cut.
  package func synchronize() throws(FileSystemError) {
    #if canImport(Darwin)
    // Plain fsync leaves the data in the drive's cache there.
    if fcntl(raw, F_FULLFSYNC) == 0 { return }
    #endif
    _ = try FileSystem.call("save", path) { fsync(raw) }
  }

  /// Tells what only the closing of a file brings to light; the file stays open.
  ///
  /// Network file systems say there that a write did not arrive, also when one of several
  /// descriptors of a file is closed.
  package func checkClosing() throws(FileSystemError) {
    let second = try FileSystem.call("close", path) { fcntl(raw, F_DUPFD_CLOEXEC, 0) }
    // After an interrupted close the descriptor is closed on Linux and on macOS.
    guard close(second) == 0 || errno == EINTR else {
      throw FileSystemError(operation: "close", path: path)
    }
  }

  /// Takes an exclusive lock, waiting for whoever holds it.
  package func lock() throws(FileSystemError) {
    _ = try FileSystem.call("lock", path) { flock(raw, LOCK_EX) }
  }

  /// Takes an exclusive lock and says whether it was free.
  package func lockWithoutWaiting() throws(FileSystemError) -> Bool {
    try attemptLock(LOCK_EX)
  }

  /// Whether nobody holds an exclusive lock; several may ask at once.
  ///
  /// The file is locked for the moment of asking, which nobody notices who waits for a lock.
  package func isUnlocked() throws(FileSystemError) -> Bool {
    guard try attemptLock(LOCK_SH) else { return false }
    _ = flock(raw, LOCK_UN)
    return true
  }

  private func attemptLock(_ kind: CInt) throws(FileSystemError) -> Bool {
    do {
      _ = try FileSystem.call("lock", path) { flock(raw, kind | LOCK_NB) }
      return true
    } catch {
      guard error.code == .wouldBlock else { throw error }
      return false
    }
  }
}

// The system's functions whose names the class has too.
private func systemRead(_ file: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, bytes, count)
}

private func systemWrite(_ file: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, bytes, count)
}
