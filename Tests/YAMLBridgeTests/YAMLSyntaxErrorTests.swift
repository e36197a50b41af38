import Diagnostics
import Testing
import YAMLBridge

struct YAMLSyntaxErrorTests {
  @Test(arguments: [
    ("a:\n\tb: 1\n", "2:1 tab-indentation '\t'"),
    ("a: 1\n\tb: 1\n", "2:1 tab-indentation '\t'"),
    ("é: |\n  x\n\ty\n", "3:1 tab-indentation '\t'"),
    ("é: \"x\nb: 1\n", "2:5 unclosed-quote ''"),
    ("é: 'x", "1:6 unclosed-quote ''"),
    ("a: 'x\n--- b\n'\n", "2:1 unclosed-quote '---'"),
    ("a: [1, 2\n", "1:9 unclosed-bracket ''"),
    ("a: [\n\n", "1:5 unclosed-bracket ''"),
    ("a: {b: [c}\n", "1:10 unclosed-bracket '}'"),
    ("a: {b: 1\nc: 2\n", "2:2 unclosed-bracket ':'"),
    ("a: ]\n", "1:4 unexpected-character ']'"),
    ("[a]]\n", "1:4 unexpected-text ']'"),
    ("日本: x\nepochs 10\nfoo: 1\n", "2:1 missing-colon 'epochs 10'"),
    ("日本: b: c\n", "1:6 unexpected-mapping ':'"),
    ("a: b\n  c: d\n", "2:4 unexpected-mapping ':'"),
    ("a: ? b\n", "1:4 unexpected-mapping '?'"),
    ("a: - b\n", "1:4 unexpected-sequence '-'"),
    ("a:\n    b: 1\n  c: 2\n", "3:3 invalid-mapping 'c:'"),
    ("a: 'it's'\n", "1:8 invalid-mapping 's''"),
    ("- a\nb: 1\n", "2:1 invalid-sequence 'b:'"),
    ("  a: 1\nb: 2\n", "2:1 unexpected-text 'b:'"),
    ("é: @x\n", "1:4 unexpected-character '@'"),
    ("é: `x`\n", "1:4 unexpected-character '`'"),
    ("a: %x\n", "1:4 unexpected-character '%'"),
    ("a: \"é\\q\"\n", "1:6 unknown-escape '\\q'"),
    ("a: \"\\xZZ\"\n", "1:7 unknown-escape 'Z'"),
    ("a: \"\\ud83d\"\n", "1:7 unknown-escape 'd'"),
    ("a: |0\n  x\n", "1:5 invalid-block-header '0'"),
    ("a: |x\n  y\n", "1:5 unexpected-text 'x'"),
    ("a: *\n", "1:5 invalid-anchor ''"),
    ("é: \u{7}\n", "1:4 invalid-character '\u{7}'"),
    ("a\0b: 1\n", "1:2 invalid-character '\0'"),
    ("%YAML 1.3\n---\n", "1:1 unsupported-version '%YAML 1.3'"),
    ("%YAML 2.0\n---\n", "1:1 unsupported-version '%YAML 2.0'"),
    ("%YAML 1.2\n%YAML 1.2\n---\n", "2:1 invalid-directive '%YAML 1.2'"),
    ("%FOO bar\n---\n", "1:1 invalid-directive '%FOO bar'"),
    ("%YAML x\n---\n", "1:7 invalid-directive 'x'"),
    ("a: !e!x y\n", "1:4 undefined-tag-handle '!e!x'"),
    ("a: !<x y\n", "1:7 invalid-tag ' '"),
  ])
  func `each fault has its place`(text: String, problem: String) {
    let composition = Composition(text)
    #expect(composition.node == nil)
    #expect(composition.problems == [problem])
    #expect(composition.diagnostics.allSatisfy { $0.range != nil && !$0.message.isEmpty })
  }

  @Test(arguments: [
    ("a: \"x\n", "1:4 the quotes are opened here and never closed"),
    ("a: [1,\n  {b: 2}\n", "1:4 the '[' is opened here"),
    ("a: &x [\n", "1:7 the '[' is opened here"),
    ("a: {b: 1\nc: 2\n", "1:4 the '{' is opened here"),
    ("x:\n  a: [\n   1 }\n", "2:6 the '[' is opened here"),
    ("a: 1\n b\n- c\n", "1:1 the mapping begins here"),
  ])
  func `a note shows where the unfinished thing begins`(text: String, note: String) {
    #expect(Composition(text).placedNotes == [note])
  }

  @Test func `a tab as indentation reads well`() {
    let composition = Composition("fine-tune:\n\tepochs: 10\n")
    #expect(
      DiagnosticFormatter(color: false).text(for: composition.diagnostics) == """
        test.yaml:2:1: error: a tab is used for indentation; use spaces [tab-indentation]
         2 |     epochs: 10
           | ^^^^

        """
    )
  }

  @Test func `an unclosed bracket reads well`() {
    let composition = Composition("models: [ada, babbage\nepochs: 10\n")
    #expect(
      DiagnosticFormatter(color: false).text(for: composition.diagnostics) == """
        test.yaml:2:7: error: expected ',' or ']' before ':' [unclosed-bracket]
         2 | epochs: 10
           |       ^
        test.yaml:1:9: note: the '[' is opened here
         1 | models: [ada, babbage
           |         ^

        """
    )
  }

  @Test func `errors before a syntax error are reported with it`() {
    #expect(
      Composition("a: 1\na: 2\nb: *x\nc: ]\n").problems == [
        "2:1 duplicate-key 'a'", "3:4 undefined-alias '*x'", "4:4 unexpected-character ']'",
      ]
    )
  }

  @Test func `every prefix of a rich text is read or refused with a place`() {
    let text = """
      %YAML 1.2
      --- !!map
      日本: &a [1, 'é\\n', "\\u00e9", {x: y}]
      b: *a
      c: |2-
         x
        y
      ? >+
        z

      : - ~
        - !!str 1
      ...

      """
    for length in 0...text.unicodeScalars.count {
      let prefix = String(String.UnicodeScalarView(text.unicodeScalars.prefix(length)))
      let composition = Composition(prefix)
      #expect((composition.node == nil) == composition.diagnostics.hasErrors)
      #expect(composition.diagnostics.allSatisfy { $0.range != nil })
    }
    #expect(Composition(text).problems == [])
  }
}
