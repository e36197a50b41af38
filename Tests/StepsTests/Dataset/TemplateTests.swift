import Manifest
import Steps
import TestSupport
import Testing

struct TemplateTests {
  private let pair = Pair(question: "Why?", answer: "Because")

  @Test(arguments: [
    ("{question} A: {answer}", "Why? A: Because"),
    (#"Answer "Q: {question}" with "A: {answer}""#, #"Answer "Q: Why?" with "A: Because""#),
    ("say {answer} to {question}", "say Because to Why?"),
    ("{{{question}}} {{{{ {answer}", "{Why?} {{ Because"),
    ("é {question}→{answer}", "é Why?→Because"),
  ])
  func `placeholders are replaced and doubled braces stand for one`(
    source: String,
    text: String
  ) throws {
    #expect(try Template(source).text(for: pair) == text)
  }

  @Test(arguments: [
    ("{question} A: {anser}", 14, "unknown placeholder '{anser}'"),
    ("é{Question} {answer}", 1, "unknown placeholder '{Question}'"),
    ("{question} {}{answer}", 11, "unknown placeholder '{}'"),
    ("{question} A:", 13, "the template has no '{answer}'"),
    ("", 0, "the template has no '{question}'"),
    ("{question} {answer} {answer}", 20, "'{answer}' comes twice"),
    ("{question} {answer", 11, "found '{' without '}' after it"),
    ("a } {question} {answer}", 2, "found '}' without '{' before it"),
  ])
  func `a template that cannot be read is an error with its place`(
    source: String,
    offset: Int,
    message: String
  ) throws {
    let error = try #require(throws: TemplateError.self) { try Template(source) }
    #expect(error.offset == offset)
    #expect(error.message.hasPrefix(message))
  }

  @Test func `text in a pair is never read as a placeholder`() throws {
    let pair = Pair(question: "{answer} {{", answer: "{question}")
    #expect(try Template("{question}|{answer}").text(for: pair) == "{answer} {{|{question}")
  }

  @Test func `the built-in phrasings are templates, all different, and the first is the original`()
    throws
  {
    let first = #"Answer "Q: {question}" with "A: {answer}""#
    #expect(BuiltinPhrasings.all.first == first)
    #expect(BuiltinPhrasings.all.count >= 10)
    let texts = try BuiltinPhrasings.all.map { try Template($0).text(for: pair) }
    #expect(Set(texts).count == texts.count)
  }
}
