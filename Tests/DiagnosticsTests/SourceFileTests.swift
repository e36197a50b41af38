import Diagnostics
import Testing

struct SourceFileTests {
  @Test(arguments: [
    ("", 0, 1, 1),
    ("ab", 1, 1, 2),
    ("ab", 2, 1, 3),
    ("a\nb", 1, 1, 2),
    ("a\nb", 2, 2, 1),
    ("a\r\nb", 1, 1, 2),
    ("a\r\nb", 3, 2, 1),
    ("a\rb", 2, 2, 1),
    ("a\n", 2, 2, 1),
    ("\n\n\n", 2, 3, 1),
    ("\r\r\n\r", 3, 3, 1),
    ("日本\néa", 6, 1, 3),
    ("日本\néa", 9, 2, 2),
    ("👩‍💻x", 11, 1, 4),
  ])
  func `an offset has a line and a column in scalars`(
    text: String,
    offset: Int,
    line: Int,
    column: Int
  ) {
    let file = SourceFile(name: "a", text: text)
    let position = SourcePosition(line: line, column: column)
    #expect(file.position(at: offset) == position)
  }

  @Test func `offsets outside the text are clipped`() {
    let file = SourceFile(name: "a", text: "a\né")
    #expect(file.position(at: -5) == SourcePosition(line: 1, column: 1))
    #expect(file.position(at: 99) == SourcePosition(line: 2, column: 2))
    #expect(file.offset(ofScalar: -1) == 0)
    #expect(file.offset(ofScalar: 99) == 4)
  }

  @Test func `an offset inside a character belongs to its start`() {
    let file = SourceFile(name: "a", text: "é日")
    #expect(file.position(at: 1) == SourcePosition(line: 1, column: 1))
    #expect(file.position(at: 4) == SourcePosition(line: 1, column: 2))
    #expect(file.slice(1..<4) == "é")
  }

  @Test func `every scalar of a long text is found again`() {
    let text = String(repeating: "aé日👍\r\n", count: 300)
    let file = SourceFile(name: "a", text: text)
    var offset = 0
    for (number, scalar) in text.unicodeScalars.enumerated() {
      #expect(file.offset(ofScalar: number) == offset)
      #expect(
        file.position(at: offset) == SourcePosition(line: number / 6 + 1, column: number % 6 + 1)
      )
      offset += scalar.utf8.count
    }
    #expect(file.offset(ofScalar: 1800) == file.utf8Count)
  }

  @Test func `lines come without their breaks`() {
    let file = SourceFile(name: "a", text: "a\r\n\nb\rc")
    let lines = (0...6).map { file.slice(file.offsets(ofLine: $0)) }
    #expect(lines == ["", "a", "", "b", "c", "", ""])
    #expect(file.lineCount == 4)
  }

  @Test func `files compare by name and text`() {
    let file = SourceFile(name: "a", text: "x")
    #expect(file == SourceFile(name: "a", text: "x"))
    #expect(file != SourceFile(name: "b", text: "x"))
    #expect(file != SourceFile(name: "a", text: "y"))
    #expect(
      SourceFile(name: "a", text: "\u{E9}") != SourceFile(name: "a", text: "e\u{301}")
    )
    #expect(Set([file, SourceFile(name: "a", text: "x")]).count == 1)
  }

  @Test(arguments: [
    (-3, 99, "aé日"), (1, 1, ""), (2, 1, ""), (1, 2, ""), (1, 3, "é"), (2, 5, "é"), (7, 9, ""),
  ])
  func `a range is clipped to the text and to whole scalars`(lower: Int, upper: Int, text: String) {
    let range = SourceRange(
      file: SourceFile(name: "a", text: "aé日"),
      lower: lower,
      upper: upper
    )
    #expect(range.text == text)
  }
}
