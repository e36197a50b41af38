internal import Engine
internal import System

/// A file that is being written, with its digest computed on the way.
struct FileOutput: ~Copyable {
  /// Bytes and digest of a file that has been written.
  struct Content: Hashable, Sendable {
    let bytes: Int
    let digest: Digest
  }

  private let file: FileDescriptor
  private var buffer: [UInt8] = []
  private var hasher = Digest.Hasher()
  private var written = 0

  private static let bufferSize = 1 << 16

  /// Begins a file, in place of what was there.
  init(path: String) throws(FileSystemError) {
    file = try FileDescriptor(path, for: .replacing)
    buffer.reserveCapacity(2 * Self.bufferSize)
  }

  /// Adds bytes to the file.
  mutating func append(_ bytes: [UInt8]) throws(FileSystemError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes what is left and says what the file holds.
  consuming func finish() throws(FileSystemError) -> Content {
    try flush()
    return Content(bytes: written, digest: hasher.finalize())
  }

  private mutating func flush() throws(FileSystemError) {
    hasher.update(buffer)
    try file.write(buffer)
    written += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
