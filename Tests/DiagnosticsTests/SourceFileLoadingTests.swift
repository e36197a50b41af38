import Diagnostics
import TestSupport
import Testing

struct SourceFileLoadingTests {
  /// What loading a file with some content says; nil where it succeeds.
  private func reason(of bytes: [UInt8], limit: Int = 100) -> SourceFileError.Reason? {
    let folder = TemporaryFolder()
    return reason(at: folder.write(bytes), limit: limit)
  }

  private func reason(at path: String, limit: Int = 100) -> SourceFileError.Reason? {
    do throws(SourceFileError) {
      _ = try SourceFile.load(path: path, name: "x.yaml", byteLimit: limit)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func `text is read under the name that is given`() throws {
    let folder = TemporaryFolder()
    let path = folder.write(Array("a: é\r\n".utf8))
    let file = try SourceFile.load(path: path, name: "x.yaml", byteLimit: 100)
    #expect(file == SourceFile(name: "x.yaml", text: "a: é\r\n"))
  }

  @Test func `an empty file is an empty text`() throws {
    let folder = TemporaryFolder()
    let file = try SourceFile.load(path: folder.write([]), name: "x", byteLimit: 0)
    #expect(file.text == "")
  }

  @Test func `a byte order mark is dropped once`() throws {
    let folder = TemporaryFolder()
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let path = folder.write(mark + mark + [0x61])
    let file = try SourceFile.load(path: path, name: "x", byteLimit: 100)
    #expect(file.text == "\u{FEFF}a")
  }

  @Test func `a file through a link is read`() throws {
    let folder = TemporaryFolder()
    let path = folder.link(to: folder.write([0x61]))
    #expect(try SourceFile.load(path: path, name: "x", byteLimit: 1).text == "a")
  }

  @Test func `the limit itself is allowed and one byte more is not`() {
    #expect(reason(of: [UInt8](repeating: 0x61, count: 100)) == nil)
    #expect(reason(of: [UInt8](repeating: 0x61, count: 101)) == .tooLarge(limit: 100))
  }

  @Test func `what is missing is said to be missing`() {
    let folder = TemporaryFolder()
    #expect(reason(at: "\(folder.path)/none") == .missing)
    #expect(reason(at: folder.write([]) + "/below") == .missing)
    #expect(reason(at: "") == .missing)
    #expect(reason(at: "/dev/null\0/x") == .missing)
  }

  @Test func `folders, pipes and devices are refused without waiting`() {
    let folder = TemporaryFolder()
    #expect(reason(at: folder.path) == .folder)
    #expect(reason(at: folder.makePipe()) == .special)
    #expect(reason(at: "/dev/zero") == .special)
  }

  @Test func `a link to itself is refused in the system's words`() {
    let folder = TemporaryFolder()
    guard case .system(let words) = reason(at: folder.link(to: "\(folder.path)/link")) else {
      Issue.record("expected a refusal by the system")
      return
    }
    #expect(!words.isEmpty)
  }

  @Test func `a file whose size the kernel does not know is still limited`() throws {
    try #require(SourceFileLoadingTests.hasProc)
    #expect(reason(at: "/proc/self/status", limit: 10) == .tooLarge(limit: 10))
  }

  private static var hasProc: Bool {
    (try? SourceFile.load(path: "/proc/self/status", name: "", byteLimit: 1 << 20)) != nil
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x61, 0x00], "UTF-16"),
      ([0xFE, 0xFF, 0x00, 0x61], "UTF-16"),
      ([0xFF, 0xFE, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00], "UTF-32"),
      ([0x00, 0x00, 0xFE, 0xFF, 0x00, 0x00, 0x00, 0x61], "UTF-32"),
      ([0x61, 0x00, 0x3A, 0x00, 0x20, 0x00], "UTF-16LE"),
      ([0x00, 0x61, 0x00, 0x3A, 0x00, 0x20], "UTF-16BE"),
      ([0x61, 0x00, 0x00, 0x00, 0x3A, 0x00, 0x00, 0x00], "UTF-32LE"),
      ([0x00, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00, 0x3A], "UTF-32BE"),
      ([0x61, 0x00], "UTF-16LE"),
    ] as [([UInt8], String)]
  )
  func `other encodings are recognised`(bytes: [UInt8], encoding: String) {
    #expect(reason(of: bytes) == .wideEncoding(encoding))
  }

  @Test(
    arguments: [
      ([0x61, 0xFF], 1, 1, 2, 0xFF),
      ([0xC3, 0xA9, 0x0A, 0xC3], 3, 2, 1, 0xC3),
      ([0x61, 0x0A, 0xC3, 0xA9, 0xED, 0xA0, 0x80], 4, 2, 2, 0xED),
      ([0x80], 0, 1, 1, 0x80),
      ([0xEF, 0xBB, 0xBF, 0x61, 0xC0, 0x80], 1, 1, 2, 0xC0),
      ([0x61, 0xF4, 0x90, 0x80, 0x80], 1, 1, 2, 0xF4),
    ] as [([UInt8], Int, Int, Int, UInt8)]
  )
  func `the first byte that is no UTF-8 is named`(
    bytes: [UInt8],
    offset: Int,
    line: Int,
    column: Int,
    byte: UInt8
  ) {
    let position = SourcePosition(line: line, column: column)
    #expect(
      reason(of: bytes) == .invalidUTF8(offset: offset, position: position, byte: byte)
    )
  }

  @Test func `a NUL in the middle of text is named with its place`() {
    let position = SourcePosition(line: 2, column: 3)
    #expect(reason(of: Array("ab\ncd\0e".utf8)) == .nul(position))
    #expect(reason(of: [0]) == .nul(SourcePosition(line: 1, column: 1)))
  }

  @Test(
    arguments: [
      (.missing, "there is no file 'x'"),
      (.system("no"), "'x' cannot be read: no"),
      (.folder, "'x' is a folder, not a file"),
      (.special, "'x' is a pipe, a device or a socket, not a regular file"),
      (.tooLarge(limit: 5), "'x' is larger than the 5 bytes that are allowed"),
      (.wideEncoding("UTF-16"), "'x' is UTF-16 text, but must be UTF-8"),
      (
        .invalidUTF8(offset: 7, position: SourcePosition(line: 2, column: 3), byte: 0x0A),
        "'x' is not valid UTF-8: byte 0x0A at line 2, column 3 (offset 7)"
      ),
      (
        .nul(SourcePosition(line: 2, column: 3)), "'x' has a NUL byte at line 2, column 3"
      ),
    ] as [(SourceFileError.Reason, String)]
  )
  func `each reason has its sentence`(reason: SourceFileError.Reason, message: String) {
    let diagnostic = SourceFileError(name: "x", reason: reason).diagnostic
    #expect(diagnostic.message == message)
    #expect(diagnostic.severity == .error)
    #expect(diagnostic.range == nil)
  }
}
