import Engine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that is being written, with its digest computed on the way.
struct FileOutput: ~Copyable {
  /// Bytes and digest of a file that has been written.
  struct Content: Hashable, Sendable {
    let bytes: Int
    let digest: Digest
  }

  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var hasher = Digest.Hasher()
  private var written = 0

  private static let bufferSize = 1 << 16

  /// Begins a file, in place of what was there.
  init(path: String) throws(FileFailure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure("create", path: path) }
    buffer.reserveCapacity(2 * Self.bufferSize)
  }

  deinit {
    close(descriptor)
  }

  /// Adds bytes to the file.
  mutating func append(_ bytes: [UInt8]) throws(FileFailure) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes what is left and says what the file holds.
  consuming func finish() throws(FileFailure) -> Content {
    try flush()
    return Content(bytes: written, digest: hasher.finalize())
  }

  private mutating func flush() throws(FileFailure) {
    hasher.update(buffer)
    try write(buffer, to: descriptor, path: path)
    written += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Writes all the bytes at the file's end, however often the system takes only some of them.
func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileFailure) {
  var done = 0
  while done < bytes.count {
    let count = bytes.withUnsafeBytes { all -> Int in
      let rest = UnsafeRawBufferPointer(rebasing: all[done...])
      return write(descriptor, rest.baseAddress, rest.count)
    }
    if count > 0 {
      done += count
    } else if count == 0 || errno != EINTR {
      throw FileFailure("write", path: path)
    }
  }
}
