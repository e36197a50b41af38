import Manifest
import Testing

struct CanonicalTextTests {
  private let text = """
    # a comment
    manifest: 1
    name: x
    description: "quotes \\" and \\\\ and\\ttabs, ünïcode: # not a comment"
    fine-tune:
      epochs: 10
      learning-rate-multiplier: 0.40
    expect:
      - { model: ada, split: realized, metric: exact-match, value: 1, source: "no" }
    """

  @Test func `it reads back as the same manifest`() throws {
    let manifest = try #require(load(text).manifest)
    let again = try #require(load(manifest.canonicalText).manifest)
    #expect(again.canonicalText == manifest.canonicalText)
    #expect(again.description == manifest.description)
    #expect(again.experiments.first?.expect == manifest.experiments.first?.expect)
  }

  @Test(arguments: [
    "evaluate: { metrics: [exact-match] }",
    "matrix: { evaluate.metrics: [[exact-match], [exact-match, log-probability]] }",
    "matrix: { evaluate: [{ metrics: [exact-match] }, {}] }",
    "evaluate: { metrics: [exact-match], base-model: false }",
  ])
  func `a default that may not be written is not printed`(evaluation: String) throws {
    let manifest = try #require(load("manifest: 1\nname: x\n" + evaluation).manifest)
    let again = try #require(load(manifest.canonicalText).manifest)
    #expect(again.canonicalText == manifest.canonicalText)
    #expect(again.experiments.map(\.evaluate) == manifest.experiments.map(\.evaluate))
  }

  @Test func `comments, the order of keys and written-out defaults change nothing`() throws {
    let other = """
      fine-tune: { learning-rate-multiplier: 4e-1 }
      expect: [ { value: 1.0, metric: exact-match, model: ada, source: 'no', split: realized } ]
      dataset: { realized: 1000 }
      name: x
      description: "quotes \\" and \\\\ and\\ttabs, ünïcode: # not a comment"
      manifest: 1
      """
    #expect(load(text).manifest?.canonicalText == load(other).manifest?.canonicalText)
  }

  @Test(arguments: [
    "true", "no", "null", "~", "", " x", "x ", "1", "0x1", ".inf", "- a", "a: b", "a #b", "{a}",
    "\u{7}bell", "line\nbreak", "\u{85}", "emoji 🙂", "\u{2028}", "@at", "`tick`", "'q'", "%d",
  ])
  func `a text stays the same text`(description: String) throws {
    let value = ResolvedDescription.yaml(description)
    let manifest = load("manifest: 1\nname: x\ndescription: \(value)\n").manifest
    guard !description.isEmpty else {
      #expect(manifest == nil)
      return
    }
    #expect(manifest?.description == description)
    let again = try load(#require(manifest).canonicalText).manifest
    #expect(again?.description == description)
  }
}

/// A text in double quotes with everything but ASCII letters escaped by number.
private enum ResolvedDescription {
  static func yaml(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16)
      return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
    return "\"" + escaped.joined() + "\""
  }
}
