import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file without a name, gone with its owner or with the process.
///
/// Nobody else can change or read it, and a killed process leaves nothing behind.
///
/// Reading on from where the last read ended is served from a block that was read ahead, so that
/// going through the file takes few calls of the system; reading elsewhere takes one each.
final class ScratchFile: Sendable {
  let descriptor: Int32
  let path: String

  private struct Block {
    var bytes: [UInt8] = []
    var start = 0

    /// What was asked for last.
    var last = 0..<0

    /// Where in the file the block stands.
    var range: Range<Int> { start..<(start + bytes.count) }
  }

  private let block = Mutex(Block())

  private static let blockSize = 1 << 16

  /// Makes an empty file on the disk of a folder.
  init(folder: String) throws(FileFailure) {
    var template = Array((folder + "/.scratch-XXXXXX").utf8CString)
    let opened = mkstemp(&template)
    path = template.withUnsafeBufferPointer { characters in
      characters.baseAddress.map { String(cString: $0) } ?? folder
    }
    descriptor = opened
    guard opened >= 0 else { throw FileFailure("create", path: path) }
    _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
    guard unlink(path) == 0 else { throw FileFailure("remove", path: path) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Fills a buffer with the bytes from an offset on; all of them were written before.
  private func read(
    into buffer: UnsafeMutableRawBufferPointer,
    from offset: Int
  ) throws(FileFailure) {
    let wanted = offset..<(offset + buffer.count)
    let served = try block.withLock { block throws(FileFailure) -> Bool in
      let goesOn = (block.last.lowerBound...block.last.upperBound).contains(offset)
      block.last = wanted
      if !block.range.contains(wanted), goesOn, buffer.count < Self.blockSize {
        try readAhead(from: offset, into: &block)
      }
      guard block.range.contains(wanted) else { return false }
      block.bytes.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[(offset - block.start)...])
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<buffer.count]))
      }
      return true
    }
    guard !served, try fill(buffer, from: offset) < buffer.count else { return }
    throw FileFailure("read", path: path, code: EIO)
  }

  private func readAhead(from offset: Int, into block: inout Block) throws(FileFailure) {
    var bytes = [UInt8](repeating: 0, count: Self.blockSize)
    var failure: FileFailure?
    let count = bytes.withUnsafeMutableBytes { buffer -> Int in
      do throws(FileFailure) {
        return try fill(buffer, from: offset)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    bytes.removeSubrange(count...)
    block.bytes = bytes
    block.start = offset
  }

  /// Reads until the buffer is full or the file ends, and says how many bytes that were.
  private func fill(
    _ buffer: UnsafeMutableRawBufferPointer,
    from offset: Int
  ) throws(FileFailure) -> Int {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        return done
      } else if errno != EINTR {
        throw FileFailure("read", path: path)
      }
    }
    return done
  }

  /// The given number of bytes from an offset on; all of them were written before.
  func bytes(from offset: Int, count: Int) throws(FileFailure) -> [UInt8] {
    var failure: FileFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(FileFailure) {
        try read(into: UnsafeMutableRawBufferPointer(buffer), from: offset)
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The given number of integers from an offset in bytes on.
  func integers(from offset: Int, count: Int) throws(FileFailure) -> [UInt64] {
    var integers = [UInt64](repeating: 0, count: count)
    var failure: FileFailure?
    integers.withUnsafeMutableBytes { buffer in
      do throws(FileFailure) {
        try read(into: buffer, from: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return integers
  }
}

/// The writing end of a scratch file, which gathers small pieces into large ones.
struct ScratchWriter {
  let file: ScratchFile
  private var buffer: [UInt8] = []
  private(set) var count = 0

  private static let bufferSize = 1 << 16

  init(folder: String) throws(FileFailure) {
    file = try ScratchFile(folder: folder)
  }

  /// Adds bytes at the end.
  mutating func append(_ bytes: some Sequence<UInt8>) throws(FileFailure) {
    let before = buffer.count
    buffer.append(contentsOf: bytes)
    count += buffer.count - before
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Adds an integer in this machine's byte order, eight bytes.
  mutating func append(_ integer: Int) throws(FileFailure) {
    try append(UInt64(integer))
  }

  /// Adds an integer in this machine's byte order, eight bytes.
  mutating func append(_ integer: UInt64) throws(FileFailure) {
    withUnsafeBytes(of: integer) { buffer.append(contentsOf: $0) }
    count += 8
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes what is still in memory, so that it can be read.
  mutating func flush() throws(FileFailure) {
    try write(buffer, to: file.descriptor, path: file.path)
    buffer.removeAll(keepingCapacity: true)
  }
}
