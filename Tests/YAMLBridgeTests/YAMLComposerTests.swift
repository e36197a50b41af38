import Diagnostics
import Testing
import YAMLBridge

struct YAMLComposerTests {
  @Test(arguments: [
    ("a: 1\nb: [x, 'y', 2.5, ~]\n", #"{"a": 1, "b": ["x", "y", 2.5f, null]}"#),
    ("z: 1\na: 2\nm: 3\n", #"{"z": 1, "a": 2, "m": 3}"#),
    ("- - a\n  - b\n- c: d\n  e: f\n", #"[["a", "b"], {"c": "d", "e": "f"}]"#),
    ("a: yes\nb: no\nc: on\nd: off\n", #"{"a": "yes", "b": "no", "c": "on", "d": "off"}"#),
    ("a: |\n  x\n  y\n\nb: >-\n  x\n  y\n", #"{"a": "x\ny\n", "b": "x y"}"#),
    ("a:\r\n  b: 1\r\n  c: |\r\n    x\r\n", #"{"a": {"b": 1, "c": "x\n"}}"#),
    ("{a: [1, {b: c}],\n d: e}", #"{"a": [1, {"b": "c"}], "d": "e"}"#),
    ("a: \"x\\ty\\u00e9\\0\"", #"{"a": "x\tyé\0"}"#),
    ("? [1, 2]\n: x\n? {a: b}\n: y\n", #"{[1, 2]: "x", {"a": "b"}: "y"}"#),
    ("a:\nb:\n- \n", #"{"a": null, "b": [null]}"#),
    ("--- a\n...\n", #""a""#),
    ("# only\n--- # this\n# nothing\n", "null"),
    ("\u{FEFF}a: 1", #"{"a": 1}"#),
    ("日本: é\n", #"{"日本": "é"}"#),
    ("%YAML 1.2\n---\na: 1\n", #"{"a": 1}"#),
  ])
  func `a document has the value its text says`(text: String, value: String) {
    let composition = Composition(text)
    #expect(composition.value == value)
    #expect(composition.problems == [])
  }

  @Test(arguments: ["", "\n", "# a comment\n", "  \n\n# é\n", "\u{FEFF}", "---\n", "--- \n...\n"])
  func `a text without content is null with a place`(text: String) throws {
    let composition = Composition(text)
    let node = try #require(composition.node)
    #expect(node.isNull)
    #expect(node.range.upper <= text.utf8.count)
    #expect(composition.diagnostics.isEmpty)
  }

  @Test func `a second document is an error where it begins`() {
    let composition = Composition("a: 1\n--- \nb: 2\n--- \nc: 3\n")
    #expect(composition.node == nil)
    #expect(composition.problems == ["2:1 several-documents '---'"])
    #expect(Composition("a\n...\nb\n").problems.count == 1)
    #expect(Composition("a: 1\n---\n").problems == ["2:1 several-documents '---'"])
  }

  @Test func `the errors of the first document are reported with a second one`() {
    #expect(
      Composition("a: *x\n---\nb\n").problems
        == ["1:4 undefined-alias '*x'", "2:1 several-documents '---'"]
    )
  }

  @Test func `a directive for YAML 1.1 is a warning, and 1.2 is read`() {
    let composition = Composition("%YAML 1.1\n---\na: yes\n")
    #expect(composition.value == #"{"a": "yes"}"#)
    #expect(composition.diagnostics.map(\.severity) == [.warning])
    #expect(composition.diagnostics.map(\.id) == ["old-yaml-version"])
    #expect(composition.diagnostics.first?.range?.start == SourcePosition(line: 1, column: 1))
  }

  @Test func `duplicate keys are all reported with their first use`() {
    let composition = Composition("a: 1\nb: 2\na: 3\nc: {x: 1, x: 2}\n'a': 4\n")
    #expect(composition.node == nil)
    #expect(
      composition.problems == [
        "3:1 duplicate-key 'a'", "4:11 duplicate-key 'x'", "5:1 duplicate-key ''a''",
      ]
    )
    #expect(
      composition.placedNotes == [
        "1:1 first used here", "4:5 first used here", "1:1 first used here",
      ]
    )
  }

  @Test(arguments: [
    ("1: a\n0x1: b\n", 1), ("1: a\n1.0: b\n", 0), ("1: a\n'1': b\n", 0), ("~: a\nnull: b\n", 1),
    (".nan: a\n.NaN: b\n", 1), ("[a, b]: 1\n? - a\n  - b\n: 2\n", 1),
    ("{a: 1, b: 2}: 1\n{b: 2, a: 1}: 2\n", 1), ("[a]: 1\n[b]: 2\n", 0), ("a: 1\nA: 2\n", 0),
    ("!!str 1: a\n'1': b\n", 1),
  ])
  func `keys are the same by value, not by spelling`(text: String, duplicates: Int) {
    #expect(Composition(text).diagnostics.count == duplicates)
  }

  @Test func `canonically equal keys of different scalars are one key`() {
    #expect(Composition("\u{E9}: 1\ne\u{301}: 2\n").diagnostics.map(\.id) == ["duplicate-key"])
  }

  @Test func `a key with an erroneous value still counts`() {
    #expect(
      Composition("a: *x\na: 1\n").problems
        == ["1:4 undefined-alias '*x'", "2:1 duplicate-key 'a'"]
    )
  }
}

struct YAMLTagTests {
  @Test(arguments: [
    ("!!str 12", #""12""#), ("! 12", #""12""#), ("&a ! 12", #""12""#), ("! &a 12", #""12""#),
    ("! ", #""""#), ("!!int '0x10'", "16"), ("!!float 1", "1.0f"), ("!!null ''", "null"),
    ("!!bool \"true\"", "true"), ("!!map {a: 1}", #"{"a": 1}"#), ("!!seq [1]", "[1]"),
    ("! [1]", "[1]"), ("!!map\na: !!str 1\n", #"{"a": "1"}"#),
    ("!<tag:yaml.org,2002:str> 1", #""1""#),
    ("%TAG !y! tag:yaml.org,2002:\n--- !y!str 1", #""1""#),
    ("? a\n! 1: 2\n", ##"{"a": null, "1": 2}"##),
    ("! 1: 2\n", ##"{"1": 2}"##),
  ])
  func `core tags decide what a node is`(text: String, value: String) {
    let composition = Composition(text)
    #expect(composition.value == value)
    #expect(composition.problems == [])
  }

  @Test(arguments: [
    ("a: !mine x", "1:4 unsupported-tag '!mine'"),
    ("a: !!binary aGk=", "1:4 unsupported-tag '!!binary'"),
    ("a: !!timestamp 2001-01-01", "1:4 unsupported-tag '!!timestamp'"),
    ("a: &x !<foo:bar> y", "1:7 unsupported-tag '!<foo:bar>'"),
    ("a: !!python/object:os.system [x]", "1:4 unsupported-tag '!!python/object:os.system'"),
    ("a: !set {x}", "1:4 unsupported-tag '!set'"),
    ("a: !!int x", "1:4 unfit-tag '!!int'"),
    ("a: !!int 1.5", "1:4 unfit-tag '!!int'"),
    ("a: !!bool yes", "1:4 unfit-tag '!!bool'"),
    ("a: !!null x", "1:4 unfit-tag '!!null'"),
    ("a: !!float x", "1:4 unfit-tag '!!float'"),
    ("a: !!float", "1:4 unfit-tag '!!float'"),
    ("a: !!map x", "1:4 unfit-tag '!!map'"),
    ("a: !!seq {}", "1:4 unfit-tag '!!seq'"),
    ("a: !!str []", "1:4 unfit-tag '!!str'"),
    ("a: &é 1", "1:5 invalid-anchor 'é'"),
  ])
  func `other tags and tags that do not fit are errors at the tag`(text: String, problem: String) {
    #expect(Composition(text).problems == [problem])
  }

  @Test func `several tag errors come at once`() {
    let composition = Composition("- !a x\n- !!int y\n- !b {c: !d [e, !f g]}\n")
    #expect(
      composition.problems == [
        "1:3 unsupported-tag '!a'", "2:3 unfit-tag '!!int'", "3:3 unsupported-tag '!b'",
        "3:10 unsupported-tag '!d'", "3:17 unsupported-tag '!f'",
      ]
    )
  }
}
