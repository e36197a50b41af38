import Diagnostics
import Engine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads a UTF-8 text line by line, in memory that does not grow with the file.
struct LineReader: ~Copyable {
  /// The line that was read last, counted from 1.
  private(set) var number = 0

  /// Whether the file could not be read on.
  private(set) var hasFailed = false

  private let descriptor: Int32
  private let path: String
  private let longest: Int
  private let start: FileState
  private var buffer: [UInt8] = []
  private var position = 0
  private var size = 0
  private var hasher = Digest.Hasher()

  private static let bufferSize = 1 << 16
  private static let newline = UInt8(ascii: "\n")

  /// Opens a regular file; a line longer than `longest` bytes is an error.
  init(path: String, longest: Int) throws(TextProblem) {
    (descriptor, start) = try Self.opened(path)
    self.path = path
    self.longest = longest
  }

  deinit {
    close(descriptor)
  }

  /// The next line without its end, which is a line feed with or without a carriage return.
  ///
  /// A byte order mark at the start of the file is passed over.
  mutating func next() throws(TextProblem) -> [UInt8]? {
    var line: [UInt8] = []
    var found = false
    while !found {
      if position == buffer.count, try !fill() { break }
      let end = buffer[position...].firstIndex(of: Self.newline) ?? buffer.endIndex
      line.append(contentsOf: buffer[position..<end])
      found = end < buffer.endIndex
      position = found ? end + 1 : end
      guard line.count <= longest else {
        hasFailed = true
        throw TextProblem(
          line: number + 1,
          message: "the line is longer than \(longest) bytes",
          hint: "is a closing quote or a line break missing"
        )
      }
    }
    guard found || !line.isEmpty else { return nil }
    number += 1
    if number == 1 {
      guard !line.starts(with: LargeFilePointer.beginning) else {
        hasFailed = true
        throw TextProblem(
          message: "this \(LargeFilePointer.message)",
          hint: LargeFilePointer.advice
        )
      }
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    }
    if found, line.last == UInt8(ascii: "\r") { line.removeLast() }
    try check(line)
    return line
  }

  /// The digest of the whole file, after its last line; an error if it is not what it was at first.
  func digest() throws(TextProblem) -> Digest {
    guard FileState(of: descriptor) == start, size == start.size else {
      throw TextProblem(
        message: "the file was changed while it was read",
        hint: "run again when nothing writes to it"
      )
    }
    return hasher.finalize()
  }

  private static func opened(_ path: String) throws(TextProblem) -> (Int32, FileState) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw TextProblem(message: FileFailure("open", path: path).withoutPath)
    }
    guard let state = FileState(of: descriptor) else {
      close(descriptor)
      throw TextProblem(message: "it is not a regular file")
    }
    return (descriptor, state)
  }

  private mutating func fill() throws(TextProblem) -> Bool {
    var failure: FileFailure?
    buffer = [UInt8](unsafeUninitializedCapacity: Self.bufferSize) { bytes, count in
      var result = read(descriptor, bytes.baseAddress, Self.bufferSize)
      while result < 0, errno == EINTR {
        result = read(descriptor, bytes.baseAddress, Self.bufferSize)
      }
      if result < 0 { failure = FileFailure("read", path: path) }
      count = max(0, result)
    }
    position = 0
    if let failure {
      hasFailed = true
      throw TextProblem(line: number + 1, message: failure.withoutPath)
    }
    size += buffer.count
    hasher.update(buffer)
    return !buffer.isEmpty
  }

  private func check(_ line: [UInt8]) throws(TextProblem) {
    guard let offset = UTF8Check.firstInvalidOffset(in: line) else { return }
    let digits = String(line[offset], radix: 16, uppercase: true)
    throw TextProblem(
      line: number,
      column: UTF8Check.column(of: offset, in: line),
      message: "found the byte 0x\(digits), which is not UTF-8 at this place",
      hint: "save the file as UTF-8"
    )
  }
}

/// What of a file's state changes when somebody writes to it.
private struct FileState: Equatable {
  let size: Int
  let seconds: Int
  let nanoseconds: Int

  /// The state of an open file; nil unless it is a regular file.
  init?(of descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    #if canImport(Glibc)
    let time = status.st_mtim
    #else
    let time = status.st_mtimespec
    #endif
    size = Int(status.st_size)
    seconds = time.tv_sec
    nanoseconds = time.tv_nsec
  }
}
