import Providers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads a file line by line without ever holding more than a line and a block of it.
struct LineReader: ~Copyable {
  /// The most bytes that a line may have.
  static let longestLine = 1 << 20

  private static let blockSize = 1 << 16

  /// The path, for errors.
  let path: String

  /// The lines handed out so far.
  private(set) var lineNumber = 0

  private let descriptor: Int32
  private var block: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  /// Opens a file.
  init(path: String) throws(ProviderError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .file(path: path, problem: "cannot be opened: \(systemMessage())")
    }
  }

  deinit {
    close(descriptor)
  }

  /// The bytes of the next line without its line break, or nil at the end of the file.
  ///
  /// `onBlock` sees every block of the file in order as it is read.
  mutating func next(
    onBlock: (UnsafeRawBufferPointer) -> Void
  ) throws(ProviderError) -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      if position == block.count, !isAtEnd {
        try readBlock()
        block.withUnsafeBytes(onBlock)
      }
      guard position < block.count else {
        guard !line.isEmpty else { return nil }
        lineNumber += 1
        return line
      }
      let rest = block[position...]
      let end = rest.firstIndex(of: UInt8(ascii: "\n"))
      line.append(contentsOf: rest[..<(end ?? block.count)])
      position = end.map { $0 + 1 } ?? block.count
      guard line.count <= Self.longestLine else {
        throw .file(
          path: path,
          problem: "line \(lineNumber + 1) has more than \(Self.longestLine) bytes"
        )
      }
      if end != nil {
        lineNumber += 1
        return line
      }
    }
  }

  private mutating func readBlock() throws(ProviderError) {
    position = 0
    while true {
      var count = 0
      let descriptor = descriptor
      block = [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, initialized in
        count = read(descriptor, buffer.baseAddress, Self.blockSize)
        initialized = max(count, 0)
      }
      if count >= 0 {
        isAtEnd = count == 0
        return
      }
      guard errno == EINTR else {
        throw .file(path: path, problem: "cannot be read: \(systemMessage())")
      }
    }
  }
}
