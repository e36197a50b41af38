#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

extension FileSystem {
  /// The largest piece of a file that is in memory at once, in bytes.
  private static let copiedAtOnce = 1 << 20

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
  package static func copy(
    _ source: FileDescriptor,
    toNew path: String,
    limit: Int = .max
  ) throws(FileSystemError) {
    #if canImport(Darwin)
    if try source.status().size <= limit,
      fclonefileat(source.raw, AT_FDCWD, path, 0) == 0
    {
      return
    }
    #endif
    let target = try FileDescriptor(path, for: .creating)
    do {
      if try source.status().size > limit || !clone(source, to: target) {
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
    _ source: FileDescriptor,
    to target: FileDescriptor
  ) -> Bool {
    #if os(Linux)
    // FICLONE of linux/fs.h, a macro that is not imported: _IOW(0x94, 9, int).
    return ioctl(target.raw, 0x4004_9409, source.raw) == 0
    #else
    return false
    #endif
  }

  private static func copyBytes(
    _ source: FileDescriptor,
    to target: FileDescriptor,
    limit: Int
  ) throws(FileSystemError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: copiedAtOnce, alignment: 16)
    defer { buffer.deallocate() }
    var rest = limit
    while rest > 0 {
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(copiedAtOnce, rest)])
      let count = try source.read(into: piece)
      if count == 0 { return }
      try target.write(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      rest -= count
    }
  }
}
