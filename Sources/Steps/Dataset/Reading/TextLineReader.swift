internal import Diagnostics
internal import Engine
internal import System

/// Reads a UTF-8 text line by line, in memory that does not grow with the file.
struct TextLineReader: ~Copyable {
  /// The line that was read last, counted from 1.
  var number: Int { lines.number }

  /// Whether the file could not be read on.
  private(set) var hasFailed = false

  private var lines: LineReader
  private let longest: Int
  private var size = 0
  private var hasher = Digest.Hasher()

  /// Opens a regular file; a line longer than `longest` bytes is an error.
  init(path: String, longest: Int) throws(TextProblem) {
    self.longest = longest
    do throws(FileSystemError) {
      lines = try LineReader(path, longest: longest)
    } catch {
      throw TextProblem(
        message: error.isNoFile ? "it is not a regular file" : "cannot open it: \(error.reason)"
      )
    }
  }

  /// The next line without its end, which is a line feed with or without a carriage return.
  ///
  /// A byte order mark at the start of the file is passed over.
  mutating func next() throws(TextProblem) -> [UInt8]? {
    guard var line = try nextBytes() else { return nil }
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
    if lines.isWhole, line.last == UInt8(ascii: "\r") { line.removeLast() }
    try check(line)
    return line
  }

  /// The digest of the whole file, after its last line; an error if it is not what it was at first.
  func digest() throws(TextProblem) -> Digest {
    let start = lines.start
    guard let end = lines.present, end.modified == start.modified, end.size == start.size,
      size == end.size
    else {
      throw TextProblem(
        message: "the file was changed while it was read",
        hint: "run again when nothing writes to it"
      )
    }
    return hasher.finalize()
  }

  private mutating func nextBytes() throws(TextProblem) -> [UInt8]? {
    do throws(LineError) {
      return try lines.next { block in
        size += block.count
        hasher.update(block)
      }
    } catch {
      hasFailed = true
      switch error {
      case .file(let error):
        throw TextProblem(line: number + 1, message: "cannot read it: \(error.reason)")
      case .tooLong:
        throw TextProblem(
          line: number + 1,
          message: "the line is longer than \(longest) bytes",
          hint: "is a closing quote or a line break missing"
        )
      }
    }
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
