import Diagnostics
import Foundation
import Manifest
import TestSupport
import Testing

/// Every form of text that has ended a reader of YAML, read from a file: each has a clear answer.
struct HostileTextTests {
  private let folder = TemporaryFolder()

  private static let base = "manifest: 1\nname: x\n"

  private func load(_ bytes: some Sequence<UInt8>) -> (manifest: Manifest?, problems: [Diagnostic])
  {
    let path = folder.write(bytes, to: "m.yaml")
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: path,
      reader: FileManifestReader(root: folder.path),
      into: &diagnostics
    )
    return (manifest, diagnostics.sorted)
  }

  private func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test(arguments: [
    ("anchors and aliases", "dataset: { seed: &s 5 }\nfine-tune: { epochs: *s }\n"),
    ("merge keys", "dataset: &d { seed: 5 }\nfine-tune: { <<: { epochs: 5 } }\n"),
    ("tags", "dataset: !!map { seed: !!int \"5\" }\nfine-tune: { epochs: !!int 0x5 }\n"),
    ("multi-line flow", "dataset: {\n seed:\n  5 }\nfine-tune: {\n epochs:\n\n   5 ,\n }\n"),
    ("explicit keys", "? dataset\n: ? seed\n  : 5\nfine-tune: { ? epochs : 5 }\n"),
    ("tabs between tokens", "dataset:\t{\tseed:\t5\t}\t\nfine-tune:\t{ epochs: 5 }\t# five\n"),
    ("carriage returns and line feeds", "dataset: { seed: 5 }\r\nfine-tune:\r\n  epochs: 5\r\n"),
    ("carriage returns alone", "dataset: { seed: 5 }\rfine-tune:\r  epochs: 5\r"),
  ])
  func `unusual text is read`(name: String, text: String) throws {
    let mark = "\u{FEFF}"
    for whole in [Self.base + text, mark + Self.base + text, "%YAML 1.2\n---\n" + Self.base + text]
    {
      let (manifest, problems) = load(whole.utf8)
      let seed = text.contains("seed") ? 5 : 27
      #expect(problems.isEmpty, "\(name): \(problems.map(\.message))")
      #expect(manifest?.experiments.first?.dataset.seed == seed)
      #expect(manifest?.experiments.first?.fineTune.epochs == 5)
    }
  }

  @Test(arguments: [
    ("|\n  a\n\n  b\n", "a\n\nb\n"), ("|-\n  a\n", "a"), ("|+\n  a\n\n", "a\n\n"),
    (">\n  a\n  b\n\n  c\n", "a b\nc\n"), ("|2\n   a\n", " a\n"), (">-\n  a\n   b\n", "a\n b"),
    ("|\r\n  a\r\n  b\r\n", "a\nb\n"), ("\"a\\\n  b\\u00e9\"\n", "abé"), ("'a\n\n  b'\n", "a\nb"),
  ])
  func `block and folded scalars are read`(text: String, value: String) {
    #expect(load((Self.base + "description: " + text).utf8).manifest?.description == value)
  }

  @Test(arguments: [
    ("an alias of itself", "dataset: &d { guidance: *d }\n", "recursive-alias"),
    ("an alias of nothing", "dataset: *d\n", "undefined-alias"),
    ("a merge of a scalar", "<<: 5\n", "invalid-merge"),
    ("an unknown tag", "description: !python/object:os.system x\n", "unsupported-tag"),
    ("a tag without its handle", "description: !e!x y\n", "undefined-tag-handle"),
    ("a tab as indentation", "fine-tune:\n\tepochs: 5\n", "tab-indentation"),
    ("a control character", "description: \u{7}\n", "invalid-character"),
    ("a second document", "---\nname: y\n", "several-documents"),
    (
      "a scalar of a megabyte and more", "description: " + String(repeating: "x", count: 2 << 20),
      "scalar-too-long"
    ),
    (
      "ten thousand brackets", "description: " + String(repeating: "[", count: 10_000),
      "nesting-too-deep"
    ),
    (
      "ten thousand braces", "expect: " + String(repeating: "{a: ", count: 10_000),
      "nesting-too-deep"
    ),
    (
      "ten thousand dashes", "expect: \n" + String(repeating: "- ", count: 10_000),
      "nesting-too-deep"
    ),
    ("ten thousand question marks", String(repeating: "? ", count: 10_000), "nesting-too-deep"),
    (
      "ten thousand tags", "expect: " + String(repeating: "!!seq [", count: 10_000),
      "nesting-too-deep"
    ),
  ])
  func `hostile text is refused with a place`(name: String, text: String, id: String) {
    let (manifest, problems) = load((Self.base + text).utf8)
    #expect(manifest == nil)
    #expect(problems.map(\.id.rawValue).contains(id), "\(name): \(problems.map(\.id))")
    #expect(problems.allSatisfy { $0.range != nil && $0.message.utf8.count < 500 })
    #expect(!problems.map { DiagnosticFormatter(color: false).text(for: $0) }.contains(""))
  }

  @Test func `ten thousand levels by indentation are refused`() {
    // A dash and a blank deepen without the fifty megabytes of blanks before keys.
    let (manifest, problems) = load((Self.base + "expect:\n" + repeated("- ", 10_000) + "x\n").utf8)
    #expect(manifest == nil)
    #expect(problems.map(\.id) == ["nesting-too-deep"])
  }

  @Test func `a billion laughs are refused`() {
    let lists = (1...9).map { "a\($0): &a\($0) [" + repeated("*a\($0 - 1), ", 10) + "]\n" }.joined()
    let maps = (1...9).map { level in
      let keys = (0..<9).map { "k\($0): *a\(level - 1)" }.joined(separator: ", ")
      return "a\(level): &a\(level) { \(keys) }\n"
    }.joined()
    let merges = (1...30).map { "a\($0): &a\($0) { <<: [*a\($0 - 1), *a\($0 - 1)], k\($0): 1 }\n" }
      .joined()
    for text in [lists, maps] {
      #expect(
        load(("a0: &a0 [lol]\n" + text).utf8).problems.contains { $0.id == "document-too-large" }
      )
    }
    // Merging twice what is there already adds nothing.
    #expect(load(("a0: &a0 { k: 1 }\n" + merges).utf8).manifest == nil)
  }

  @Test func `a scalar of a hundred megabytes is refused before it is read`() throws {
    let path = folder.write(Self.base + "description: \"", to: "m.yaml")
    // A file of this size that is on no disk: what it would be read as no longer matters.
    try #require(truncate(path, 100 << 20) == 0)
    var diagnostics = DiagnosticList()
    let reader = FileManifestReader(root: folder.path)
    #expect(Manifest.load(path: path, reader: reader, into: &diagnostics) == nil)
    #expect(diagnostics.map(\.id) == ["file-too-large"])
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x61, 0x00], "UTF-16"), ([0x00, 0x61, 0x00, 0x3A], "UTF-16BE"),
      ([0x61, 0x00, 0x00, 0x00], "UTF-32LE"), ([0x61, 0x3A, 0x20, 0xE9, 0x0A], "0xE9"),
      ([0x61, 0x3A, 0x00, 0x62], "NUL"), ([0x00], "NUL"), ([0xC0, 0x80], "0xC0"),
    ] as [([UInt8], String)]
  )
  func `other encodings and NUL bytes are refused by name`(bytes: [UInt8], words: String) {
    let (manifest, problems) = load(bytes)
    #expect(manifest == nil)
    #expect(problems.map(\.id) == ["invalid-encoding"])
    #expect(problems.first?.message.contains(words) == true)
  }
}
