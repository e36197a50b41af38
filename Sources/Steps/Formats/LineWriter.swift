internal import Engine

#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// Writes lines to a new file through a buffer, so that a long file needs no memory.
struct LineWriter: ~Copyable {
  private static let bufferSize = 64 << 10

  private let name: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  /// The first thing that went wrong; nothing is written after it.
  private var failure: StepFailure?

  /// - Parameter path: The file to make; one that is there is replaced.
  /// - Throws: `StepFailure` where it cannot be made.
  init(path: String) throws(StepFailure) {
    name = path.split(separator: "/").last.map(String.init) ?? path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(name) }
    buffer.reserveCapacity(Self.bufferSize)
  }

  deinit {
    _ = unsafeClose(descriptor)
  }

  /// Adds a line and a line break after it.
  ///
  /// What goes wrong is told by `close()`.
  mutating func append(_ line: String) {
    buffer.append(contentsOf: line.utf8)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.bufferSize { flush() }
  }

  /// Writes what is left and returns what went wrong since the beginning, or nil.
  mutating func close() -> StepFailure? {
    flush()
    return failure
  }

  private mutating func flush() {
    defer { buffer.removeAll(keepingCapacity: true) }
    guard failure == nil else { return }
    var rest = buffer[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        failure = Self.failure(name)
        return
      }
      rest = rest.dropFirst(count)
    }
  }

  private static func failure(_ name: String) -> StepFailure {
    let problem = String(cString: strerror(errno))
    return StepFailure(
      "writing '\(name)'",
      .storage(problem),
      hint: errno == ENOSPC ? "make room on the disk and run again" : nil
    )
  }
}

private func unsafeClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
