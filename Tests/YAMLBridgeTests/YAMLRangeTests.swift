import Diagnostics
import Testing
import YAMLBridge

struct YAMLRangeTests {
  /// The text of every node in the order of the document, keys before values.
  private func texts(_ text: String) -> [String] {
    func collect(_ node: YAMLNode) -> [String] {
      let children =
        switch node.value {
        case .scalar: [] as [YAMLNode]
        case .sequence(let items): items
        case .mapping(let entries): entries.flatMap { [$0.key, $0.value] }
        }
      return [String(node.range.text)] + children.flatMap { collect($0) }
    }
    return Composition(text).node.map { collect($0) } ?? []
  }

  @Test(arguments: [
    ("a: b\n", ["a: b", "a", "b"]),
    ("日本: é # ü\nß: [é, 日]\n", ["日本: é # ü\nß: [é, 日]", "日本", "é", "ß", "[é, 日]", "é", "日"]),
    ("a:\r\n  - b\r\n  - c\r\n\r\n", ["a:\r\n  - b\r\n  - c", "a", "- b\r\n  - c", "b", "c"]),
    ("a: |\n  x\n  y\n\n\nb: 1\n", ["a: |\n  x\n  y\n\n\nb: 1", "a", "|\n  x\n  y", "b", "1"]),
    ("a: >-\n  x\n# c\nb: 1", ["a: >-\n  x\n# c\nb: 1", "a", ">-\n  x", "b", "1"]),
    ("a: |\n\n\n", ["a: |", "a", "|"]),
    ("a: 'b\n  c'\n", ["a: 'b\n  c'", "a", "'b\n  c'"]),
    ("a: b\n  c\n\n# d\n", ["a: b\n  c", "a", "b\n  c"]),
    ("{a: 1,\n b: [2,\n3]} # c\n", ["{a: 1,\n b: [2,\n3]}", "a", "1", "b", "[2,\n3]", "2", "3"]),
    ("[a: 1, b]\n", ["[a: 1, b]", "a: 1", "a", "1", "b"]),
    ("a: &x !!str b\n", ["a: &x !!str b", "a", "&x !!str b"]),
    ("a: !!map\n  b: c\n", ["a: !!map\n  b: c", "a", "!!map\n  b: c", "b", "c"]),
    ("a:\n  # c\n\nb: 1\n", ["a:\n  # c\n\nb: 1", "a", "", "b", "1"]),
    ("\u{FEFF}a: b", ["a: b", "a", "b"]),
    ("a:\n- b\n\n# c\nd: e\n", ["a:\n- b\n\n# c\nd: e", "a", "- b", "b", "d", "e"]),
  ])
  func `every node covers its text and no more`(text: String, expected: [String]) {
    #expect(texts(text) == expected)
  }

  @Test(arguments: [
    ("a:\n\nb: 1\n", 1, 3), ("? a\n\n# c\n? b\n", 1, 4), ("{a, b }", 1, 3), ("a:   \n", 1, 3),
    ("--- # c\n\n", 1, 4),
  ])
  func `an empty value is placed where it would be written`(text: String, line: Int, column: Int)
    throws
  {
    let node = try #require(Composition(text).node)
    let value = node.mapping?.first?.value ?? node
    #expect(value.isNull)
    #expect(value.range.start == SourcePosition(line: line, column: column))
  }

  @Test func `an empty item is placed behind its dash`() throws {
    let items = try #require(Composition("-\n-\n- # c\n").node?.sequence)
    #expect(items.map(\.range.start.line) == [1, 2, 3])
    #expect(items.map(\.range.start.column) == [2, 2, 2])
  }

  @Test(arguments: ["\u{85}", "\u{2028}", "\u{2029}"])
  func `a line break of YAML 1.1 alone is an error wherever it stands`(scalar: String) throws {
    for (text, place) in [
      ("a: b # c|  d: e\n", "1:9"), ("a: b|c: d\n", "1:5"), ("a: 'b|c'\n", "1:6"),
      ("a: \"b|c\"\n", "1:6"), ("a: \"b\\|c\"\n", "1:7"), ("a: |1-\n b|c\n", "2:3"),
      ("a: >-\n b|c\n", "2:3"), ("a|b: c\n", "1:2"), ("? 'a|b'\n: c\n", "1:5"),
      ("[a,| b]\n", "1:4"), ("a: &x|y b\n", "1:6"), ("|a: b\n", "1:1"), ("a: b\n|", "2:1"),
      ("%YAML 1.2|\n---\na: b\n", "1:10"), ("é: 'b|c'\n", "1:6"),
    ] {
      // The header of a block scalar has the same sign.
      let header = text.contains("|1-")
      let whole =
        header
        ? text.replacing("b|c", with: "b\(scalar)c") : text.replacing("|", with: scalar)
      let composition = Composition(whole)
      #expect(composition.node == nil)
      #expect(
        composition.problems.contains("\(place) invalid-character '\(scalar)'"),
        "\(text): \(composition.problems)"
      )
    }
  }

  @Test func `what else is wrong beside such a line break is told too`() {
    #expect(
      Composition("a: 'x\u{2028}y\u{85}z'\na: *b\n").problems == [
        "1:6 invalid-character '\u{2028}'", "1:8 invalid-character '\u{85}'",
        "2:1 duplicate-key 'a'", "2:4 undefined-alias '*b'",
      ]
    )
  }

  @Test func `such a line break can be written as an escape`() throws {
    for (text, value) in [
      ("\\u2028", "\u{2028}"), ("\\L", "\u{2028}"), ("\\P", "\u{2029}"), ("\\N", "\u{85}"),
      ("\\x85", "\u{85}"), ("\\u2029", "\u{2029}"),
    ] {
      #expect(Composition("a: \"\(text)\"\n").node?["a"]?.scalar?.text == value)
    }
    // Characters that share bytes with them.
    #expect(Composition("a: '\u{2027}\u{2030}Â©…'\n").node?["a"]?.scalar?.text.count ?? 0 > 0)
  }
}
