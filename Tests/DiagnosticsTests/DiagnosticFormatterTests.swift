import Diagnostics
import Testing

struct DiagnosticFormatterTests {
  private let formatter = DiagnosticFormatter(color: false)

  /// The source line and the underline of a diagnostic on a part of a text.
  private func drawing(_ text: String, _ offsets: Range<Int>) -> [String] {
    let file = SourceFile(name: "x", text: text)
    let diagnostic = Diagnostic(
      severity: .error,
      id: "e",
      message: "m",
      range: file.range(offsets)
    )
    let lines = formatter.text(for: diagnostic).split(
      separator: "\n",
      omittingEmptySubsequences: false
    )
    return lines[1...2].map { String($0.drop { $0 != "|" }.dropFirst(2)) }
  }

  @Test func `a diagnostic shows place, sentence, line, underline, notes and help`() {
    let text = String(repeating: "#\n", count: 11) + "  epoch: 10\n"
    let file = SourceFile(name: "experiments/x.yaml", text: text)
    let range = file.range(24..<29)
    let diagnostic = Diagnostic(
      severity: .error,
      id: "unknown-key",
      message: "unknown key 'epoch' in 'fine-tune'",
      range: range,
      notes: [
        Diagnostic.Note(message: "the section begins here", range: file.range(0..<1)),
        Diagnostic.Note(message: "the keys of 'fine-tune' are many"),
      ],
      replacement: "epochs"
    )
    #expect(
      formatter.text(for: diagnostic) == """
        experiments/x.yaml:12:3: error: unknown key 'epoch' in 'fine-tune' [unknown-key]
         12 |   epoch: 10
            |   ^^^^^
            = note: the keys of 'fine-tune' are many
            = help: replace with 'epochs'
        experiments/x.yaml:1:1: note: the section begins here
          1 | #
            | ^

        """
    )
  }

  @Test func `without a place only the sentences are shown`() {
    let diagnostic = Diagnostic(
      severity: .warning,
      id: "odd",
      message: "this is odd",
      range: nil,
      notes: [Diagnostic.Note(message: "really")]
    )
    #expect(formatter.text(for: diagnostic) == "warning: this is odd [odd]\n = note: really\n")
  }

  @Test func `a list is sorted, with empty lines between`() {
    let file = SourceFile(name: "x", text: "ab")
    var list = DiagnosticList()
    list.error("late", "late", at: file.range(1..<2))
    list.error("early", "early", at: file.range(0..<1))
    #expect(
      formatter.text(for: list) == """
        x:1:1: error: early [early]
         1 | ab
           | ^

        x:1:2: error: late [late]
         1 | ab
           |  ^

        """
    )
    #expect(formatter.text(for: DiagnosticList()) == "")
  }

  @Test(arguments: [
    ("ab cd", 3..<5, "ab cd", "   ^^"),
    ("ab", 2..<2, "ab", "  ^"),
    ("ab\ncd", 2..<3, "ab", "  ^"),
    ("ab\r\ncd", 2..<4, "ab", "  ^"),
    ("ab\ncd", 1..<5, "ab", " ^"),
    ("\ta: b", 1..<2, "    a: b", "    ^"),
    ("a\tb", 2..<3, "a   b", "    ^"),
    ("a\tb", 1..<2, "a   b", " ^^^"),
    ("日本: x", 0..<6, "日本: x", "^^^^"),
    ("日本: x", 8..<9, "日本: x", "      ^"),
    ("e\u{301}: x", 5..<6, "e\u{301}: x", "   ^"),
    ("👩‍💻: x", 13..<14, "👩‍💻: x", "    ^"),
    ("👍🏽x", 8..<9, "👍🏽x", "  ^"),
    ("❤️x", 6..<7, "❤️x", "  ^"),
    ("🇩🇪x", 8..<9, "🇩🇪x", "  ^"),
    ("한x", 3..<4, "한x", "  ^"),
    ("\u{1112}\u{1161}\u{11AB}x", 9..<10, "\u{1112}\u{1161}\u{11AB}x", "  ^"),
    ("क्षx", 9..<10, "क्षx", "  ^"),
    ("ｱx", 3..<4, "ｱx", " ^"),
  ])
  func `the underline is below its characters`(
    text: String,
    offsets: Range<Int>,
    line: String,
    underline: String
  ) {
    #expect(drawing(text, offsets) == [line, underline])
  }

  @Test func `nothing in text, name or sentence can steer a terminal`() {
    let hostile = "\u{1B}[2J\u{9B}1m\u{7F}\u{202E}\u{2066}\u{200B}\u{FEFF}\u{2028}\u{85}\u{E0041}\0"
    let file = SourceFile(name: "x\(hostile)\n", text: "a\(hostile)b")
    let range = file.range(0..<file.utf8Count)
    let diagnostic = Diagnostic(
      severity: .error,
      id: "e",
      message: "m\(hostile)\r\n\t",
      range: range,
      notes: [
        Diagnostic.Note(message: "n\(hostile)"),
        Diagnostic.Note(message: "o\(hostile)", range: range),
      ],
      replacement: "f\(hostile)"
    )
    let text = formatter.text(for: diagnostic)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.isASCII) })
    #expect(text.contains("m\\u{1B}[2J\\u{9B}1m\\u{7F}\\u{202E}"))
    #expect(text.contains("\\r\\n\\t [e]\n"))
  }

  @Test func `an escaped character is underlined as wide as it is shown`() {
    #expect(drawing("a\u{1B}b", 1..<2) == ["a\\u{1B}b", " ^^^^^^"])
    #expect(drawing("a\u{1B}b", 2..<3) == ["a\\u{1B}b", "       ^"])
  }

  @Test func `a long line is cut around the range`() {
    let text = String(repeating: "a", count: 500) + "XYZ" + String(repeating: "b", count: 500)
    let shown = drawing(text, 500..<503)
    let before = String(repeating: "a", count: 40)
    let after = String(repeating: "b", count: 77)
    #expect(
      shown == ["…\(before)XYZ\(after)…", String(repeating: " ", count: 41) + "^^^"]
    )
  }

  @Test func `a long line is cut at one side where the other fits`() {
    let long = String(repeating: "a", count: 500)
    #expect(drawing("X" + long, 0..<1)[0] == "X" + String(repeating: "a", count: 119) + "…")
    #expect(drawing(long + "X", 500..<501)[0] == "…" + String(repeating: "a", count: 40) + "X")
    #expect(drawing(long, 500..<500)[1] == String(repeating: " ", count: 41) + "^")
  }

  @Test func `a range longer than the cut line is underlined as far as it is shown`() {
    let shown = drawing(String(repeating: "a", count: 5000), 10..<4000)
    #expect(shown[0].count == 122 || shown[0].count == 121)
    #expect(shown[1].count <= shown[0].count)
    #expect(shown[1].hasSuffix("^^^^"))
  }

  @Test func `a megabyte of combining marks does not flood the terminal`() {
    let text = "a" + String(repeating: "\u{301}", count: 500_000) + "b"
    #expect(drawing(text, 1_000_001..<1_000_002).joined().utf8.count < 5000)
    #expect(drawing(text, 0..<1).joined().utf8.count < 5000)
  }

  @Test func `a place after the last line break shows an empty line`() {
    let file = SourceFile(name: "x", text: "ab\n")
    let diagnostic = Diagnostic(
      severity: .error,
      id: "e",
      message: "m",
      range: file.range(3..<3)
    )
    #expect(formatter.text(for: diagnostic) == "x:2:1: error: m [e]\n 2 |\n   | ^\n")
  }

  @Test func `an empty text has a place too`() {
    let file = SourceFile(name: "x", text: "")
    let diagnostic = Diagnostic(
      severity: .error,
      id: "e",
      message: "m",
      range: file.range(0..<0)
    )
    #expect(formatter.text(for: diagnostic) == "x:1:1: error: m [e]\n 1 |\n   | ^\n")
  }

  @Test func `colour only adds to the text`() {
    let file = SourceFile(name: "x", text: "ab\ncd")
    let diagnostic = Diagnostic(
      severity: .warning,
      id: "w",
      message: "m",
      range: file.range(1..<2),
      notes: [
        Diagnostic.Note(message: "n"), Diagnostic.Note(message: "o", range: file.range(3..<4)),
      ]
    )
    let colored = DiagnosticFormatter(color: true).text(for: diagnostic)
    #expect(colored.contains("\u{1B}[1;33mwarning:\u{1B}[0m"))
    #expect(
      colored.replacing(/\x{1B}\[[0-9;]*m/, with: "") == formatter.text(for: diagnostic)
    )
  }
}
