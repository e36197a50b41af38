#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

extension FileSystem {
  /// Makes a new file with the content of another one.
  ///
  /// The two share their blocks where the file system can do that, and are never two names of one
  /// file: who could write the one would change the other.
  ///
  /// - Parameters:
  ///   - source: What is copied.
  ///   - path: The new file; nothing may be there.
  ///   - limit: The most bytes that are copied.
  /// - Throws: `FileSystemError` where it cannot be copied; what was written is removed.
  static func copy(
    _ source: borrowing FileDescriptor,
    toNew path: String,
    limit: Int = .max
  ) throws(FileSystemError) {
    #if canImport(Darwin)
    if try Int(source.status().st_size) <= limit,
      fclonefileat(source.raw, AT_FDCWD, path, 0) == 0
    {
      return
    }
    #endif
    let target = try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL, as: "write")
    do {
      if try Int(source.status().st_size) > limit || !clone(source, to: target) {
        try copyBytes(source, to: target, limit: limit)
      }
      try target.checkClosing()
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Lets a file share the blocks of another; false where the file system cannot.
  private static func clone(
    _ source: borrowing FileDescriptor,
    to target: borrowing FileDescriptor
  ) -> Bool {
    #if canImport(Glibc)
    // FICLONE of linux/fs.h, a macro that is not imported: _IOW(0x94, 9, int).
    return ioctl(target.raw, 0x4004_9409, source.raw) == 0
    #else
    return false
    #endif
  }

  private static func copyBytes(
    _ source: borrowing FileDescriptor,
    to target: borrowing FileDescriptor,
    limit: Int
  ) throws(FileSystemError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
    defer { buffer.deallocate() }
    var rest = limit
    while rest > 0 {
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(pieceSize, rest)])
      let count = try source.read(into: piece)
      if count == 0 { return }
      try target.write(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      rest -= count
    }
  }

  /// The content of a file up to a number of bytes.
  static func read(_ path: String, limit: Int) throws(FileSystemError) -> [UInt8] {
    try read(FileDescriptor(opening: path, O_RDONLY, as: "read"), limit: limit)
  }

  /// The content of an open file, from its place on, up to a number of bytes.
  static func read(
    _ file: borrowing FileDescriptor,
    limit: Int
  ) throws(FileSystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while bytes.count < limit {
      let count = try file.read(into: buffer)
      if count == 0 { break }
      bytes += UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }
    return bytes
  }
}

extension FileDescriptor {
  /// Tells what only the closing of a file brings to light; the file stays open.
  ///
  /// Network file systems say there that a write did not arrive, also when one of several
  /// descriptors of a file is closed.
  func checkClosing() throws(FileSystemError) {
    let second = try FileSystem.call("close", path) { fcntl(raw, F_DUPFD_CLOEXEC, 0) }
    // After an interrupted close the descriptor is closed on Linux and on macOS.
    guard close(second) == 0 || errno == EINTR else {
      throw FileSystemError(operation: "close", path: path, code: errno)
    }
  }
}
