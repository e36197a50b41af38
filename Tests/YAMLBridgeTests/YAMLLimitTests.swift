import Diagnostics
import Testing
import YAMLBridge

struct YAMLLimitTests {
  private func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test func `the deepest nesting that is allowed is read`() {
    #expect(Composition(repeated("[", 100) + repeated("]", 100)).node != nil)
    let composition = Composition(repeated("[", 101) + repeated("]", 101))
    #expect(composition.node == nil)
    #expect(composition.problems == ["1:101 nesting-too-deep '['"])
  }

  @Test(arguments: ["[", "{a: ", "- ", "? ", "[{", "- - "])
  func `nesting without end stops at the limit`(opening: String) {
    let composition = Composition(repeated(opening, 10_000))
    #expect(composition.node == nil)
    #expect(composition.diagnostics.count == 1)
  }

  @Test func `ten thousand levels by indentation stop at the limit`() {
    let text = (0..<1000).map { repeated(" ", $0) + "a:\n" }.joined()
    #expect(Composition(text).problems == ["101:101 nesting-too-deep ''"])
  }

  @Test func `aliases do not deepen beyond the limit`() {
    let levels = (1...20).map { "a\($0): &a\($0) [[[[[[*a\($0 - 1)]]]]]]\n" }.joined()
    let composition = Composition("a0: &a0 x\n" + levels)
    #expect(composition.diagnostics.map(\.id) == ["nesting-too-deep"])
    #expect(composition.diagnostics.first?.range?.start.line == 18)
  }

  @Test func `a billion laughs are an error`() {
    let lines = (1...9).map { level in
      "a\(level): &a\(level) [" + repeated("*a\(level - 1), ", 9) + "*a\(level - 1)]\n"
    }
    let composition = Composition("a0: &a0 lol\n" + lines.joined())
    #expect(composition.node == nil)
    #expect(composition.problems == ["7:10 document-too-large '*a5'"])
  }

  @Test func `laughs by merging are an error too`() {
    let keys = (0..<1000).map { "k\($0): x" }.joined(separator: ", ")
    let merges = (0..<2000).map { "m\($0): {<<: *a}\n" }.joined()
    #expect(
      Composition("a: &a {\(keys)}\n" + merges).diagnostics.map(\.id) == ["document-too-large"]
    )
  }

  @Test func `nodes are counted with aliases followed`() {
    var limits = YAMLLimits.standard
    limits.nodes = 8
    #expect(Composition("a: &x [1, 2]\nb: *x\n", limits: limits).diagnostics.count == 1)
    #expect(Composition("a: &x [1]\nb: *x\n", limits: limits).node != nil)
  }

  @Test func `a huge scalar is an error and a large one is not`() {
    #expect(Composition("a: " + repeated("x", 1 << 20)).node != nil)
    let text = "b: 1\na: " + repeated("x", (1 << 20) + 1)
    #expect(Composition(text).diagnostics.map(\.id) == ["scalar-too-long"])
  }

  @Test func `text is counted with aliases followed`() {
    let aliases = repeated("*x, ", 40)
    let composition = Composition("a: &x \(repeated("y", 1 << 19))\nb: [\(aliases)]\n")
    #expect(composition.problems == ["2:125 document-too-large '*x'"])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `tag directives are limited before libyaml compares them`(lineBreak: String) {
    let directives = (0..<100_000).map { "%TAG !a\($0)! x" }.joined(separator: lineBreak)
    let composition = Composition("\(directives)\(lineBreak)--- x\n")
    #expect(composition.diagnostics.map(\.id) == ["too-many-directives"])
  }

  @Test func `the words of a directive inside a line are no directive`() {
    let text = "a: \"" + repeated("x %TAG !a! b ", 100) + "\"\n"
    #expect(Composition(text).node != nil)
  }

  @Test func `errors stop after a hundred`() {
    let composition = Composition(repeated("- *x\n", 10_000))
    #expect(composition.diagnostics.count == 101)
    #expect(composition.diagnostics.last?.id == "too-many-errors")
    #expect(composition.diagnostics.last?.range?.start.line == 101)
    #expect(Composition(repeated("- *x\n", 100)).diagnostics.count == 100)
  }

  @Test func `many keys and anchors take no more than their share`() {
    let text = (0..<20_000).map { "k\($0): &a\($0) x\n" }.joined()
    #expect(Composition(text).node?.mapping?.count == 20_000)
    #expect(Composition(text + "z: *nothing\n").diagnostics.count == 1)
  }
}
