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

  @Test func `line breaks that only libyaml counts do not shift lines`() throws {
    let node = try #require(Composition("a: \"x\u{2028}y\u{85}z\"\nb: c\n").node?["b"])
    #expect(node.range.start == SourcePosition(line: 2, column: 4))
  }
}
