import Diagnostics
import Testing
import YAMLBridge

struct YAMLAliasTests {
  @Test(arguments: [
    ("a: &x 1\nb: *x\n", #"{"a": 1, "b": 1}"#),
    ("a: &x [1, 2]\nb: *x\nc: [*x, *x]\n", #"{"a": [1, 2], "b": [1, 2], "c": [[1, 2], [1, 2]]}"#),
    ("a: &x 1\nb: *x\nc: &x 2\nd: *x\n", #"{"a": 1, "b": 1, "c": 2, "d": 2}"#),
    ("&a a: &b b\n*b : *a\n", #"{"a": "b", "b": "a"}"#),
    ("a: &x [&x 1, *x]\nb: *x\n", #"{"a": [1, 1], "b": 1}"#),
    ("a: &x\nb: *x\n", #"{"a": null, "b": null}"#),
    ("a: &x !!str 1\nb: *x\n", #"{"a": "1", "b": "1"}"#),
  ])
  func `an alias stands for the latest node with its anchor`(text: String, value: String) {
    let composition = Composition(text)
    #expect(composition.value == value)
    #expect(composition.problems == [])
  }

  @Test func `an alias has its own place and its children have theirs`() throws {
    let node = try #require(Composition("a: &x [é]\nb: *x\n").node?["b"])
    #expect(node.range.text == "*x")
    #expect(node.range.start == SourcePosition(line: 2, column: 4))
    #expect(node.sequence?.first?.range.start == SourcePosition(line: 1, column: 8))
  }

  @Test func `undefined aliases are all reported, with what may be meant`() {
    let composition = Composition("base: &base 1\na: *bass\nb: [*nothing]\n")
    #expect(
      composition.problems == ["2:4 undefined-alias '*bass'", "3:5 undefined-alias '*nothing'"]
    )
    #expect(composition.diagnostics.map(\.replacement) == ["*base", nil])
  }

  @Test func `an anchor that comes later does not count`() {
    #expect(Composition("a: *x\nb: &x 1\n").problems == ["1:4 undefined-alias '*x'"])
  }

  @Test func `an alias inside its own anchor is an error with the place of the anchor`() {
    let composition = Composition("a: &x\n  b: [*x]\n  c: {d: *x}\n")
    #expect(composition.problems == ["2:7 recursive-alias '*x'", "3:10 recursive-alias '*x'"])
    #expect(
      composition.placedNotes == ["1:4 the node begins here", "1:4 the node begins here"]
    )
  }

  @Test func `an alias of an erroneous node is not reported again`() {
    #expect(Composition("a: &x [*y]\nb: *x\n<<: *x\n").problems == ["1:8 undefined-alias '*y'"])
  }
}

struct YAMLMergeTests {
  @Test(arguments: [
    ("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n", #"{"x": 1, "y": 3}"#),
    ("a: &a {x: 1, y: 2}\nb:\n  y: 3\n  <<: *a\n  z: 4\n", #"{"y": 3, "x": 1, "z": 4}"#),
    ("a: &a {x: 1}\nc: &c {x: 2, y: 2}\nb: {<<: [*a, *c]}\n", #"{"x": 1, "y": 2}"#),
    ("a: &a {x: 1}\nc: &c {x: 2, y: 2}\nb: {<<: [*c, *a]}\n", #"{"x": 2, "y": 2}"#),
    ("b: {<<: {x: 1}, y: 2}\n", #"{"x": 1, "y": 2}"#),
    ("b: {<<: []}\n", "{}"),
    ("b: {<<: {}}\n", "{}"),
    ("a: &a {x: 1}\nc: &c {<<: *a, y: 2}\nb: {<<: *c, z: 3}\n", #"{"x": 1, "y": 2, "z": 3}"#),
    ("b: {'<<': 1}\n", #"{"<<": 1}"#),
    ("b: {'<<': 1, <<: {x: 2}}\n", #"{"<<": 1, "x": 2}"#),
    ("b: {!!str <<: 1}\n", #"{"<<": 1}"#),
    ("a: &a {1: x}\nb: {<<: *a, 0x1: y}\n", #"{1: "y"}"#),
  ])
  func `mappings are merged`(text: String, value: String) throws {
    let composition = Composition(text)
    #expect(composition.problems == [])
    let merged = try #require(composition.node?["b"])
    #expect(Composition.description(of: merged) == value)
  }

  @Test(arguments: [
    ("<<: 1\n", ["1:5 invalid-merge '1'"]),
    ("<<:\n", ["1:4 invalid-merge ''"]),
    ("<<: [{a: 1}, x, y]\n", ["1:14 invalid-merge 'x'"]),
    ("<<: [[{a: 1}]]\n", ["1:6 invalid-merge '[{a: 1}]'"]),
    ("<<: {a: 1}\n<<: {b: 1}\n", ["2:1 duplicate-key '<<'"]),
    ("a: &a [1]\nb: {<<: *a}\n", ["1:8 invalid-merge '1'"]),
  ])
  func `anything else cannot be merged`(text: String, problems: [String]) {
    #expect(Composition(text).problems == problems)
  }

  @Test func `merged entries keep the places they were written at`() throws {
    let node = try #require(Composition("a: &a {x: 1}\nb: {<<: *a}\n").node?["b"])
    #expect(node["x"]?.range.start == SourcePosition(line: 1, column: 11))
  }
}
