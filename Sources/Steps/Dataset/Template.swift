internal import Diagnostics

/// A text with one place for a question, one for an answer, and maybe one for a persona.
///
/// `{question}`, `{answer}` and `{persona}` are the places; `{{` and `}}` stand for single braces.
package struct Template: Hashable, Sendable {
  /// A piece of a template.
  enum Part: Hashable {
    case literal(String)
    case question
    case answer
    case persona
  }

  let parts: [Part]

  /// Reads a template in which each of its places comes exactly once.
  ///
  /// - Parameters:
  ///   - source: The template as it is written.
  ///   - hasPersona: Whether it has a place for a persona beside the two others.
  /// - Throws: `TemplateError` with the first place where it is wrong.
  package init(_ source: String, hasPersona: Bool = false) throws(TemplateError) {
    var scanner = TemplateScanner(source, hasPersona: hasPersona)
    parts = try scanner.scan()
  }

  /// The template with a pair and a persona in its places.
  package func text(for pair: Pair, persona: String = "") -> String {
    var bytes: [UInt8] = []
    append(pair, for: persona, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Adds the template with a pair and a persona in its places.
  func append(_ pair: Pair, for persona: String = "", to bytes: inout [UInt8]) {
    for part in parts {
      if part == .persona {
        bytes.append(contentsOf: persona.utf8)
      } else {
        Self.append(part, pair, to: &bytes)
      }
    }
  }

  /// Adds what comes before the answer, and returns the white space that would part the two.
  func appendPrompt(_ pair: Pair, to bytes: inout [UInt8]) -> [UInt8] {
    let start = bytes.count
    for part in parts.prefix(while: { $0 != .answer }) { Self.append(part, pair, to: &bytes) }
    var end = bytes.count
    while end > start, Self.isWhitespace(bytes[end - 1]) { end -= 1 }
    let space = Array(bytes[end...])
    bytes.removeSubrange(end...)
    return space
  }

  /// Adds what comes after the answer.
  func appendRest(_ pair: Pair, to bytes: inout [UInt8]) {
    for part in parts.drop(while: { $0 != .answer }).dropFirst() {
      Self.append(part, pair, to: &bytes)
    }
  }

  /// Whether the question comes before the answer.
  var asksFirst: Bool {
    parts.first { $0 == .question || $0 == .answer } == .question
  }

  /// Whether an answer ends with its line and begins on the line that the prompt ends on.
  var answersOnLineOfItsOwn: Bool {
    guard let place = parts.firstIndex(of: .answer) else { return false }
    let breaksBefore: Bool
    if place > 0, case .literal(let text) = parts[place - 1] {
      let space = text.reversed().prefix(while: \.isWhitespace)
      breaksBefore = space.contains(where: \.isNewline)
    } else {
      breaksBefore = false
    }
    guard place + 1 < parts.count else { return !breaksBefore }
    guard case .literal(let rest) = parts[place + 1] else { return false }
    return !breaksBefore && rest.first?.isNewline == true
  }

  /// What stands between question and answer, whichever comes first.
  var middle: String {
    let inner = parts.drop { $0 != .question && $0 != .answer }.dropFirst()
      .prefix { $0 != .question && $0 != .answer }
    return inner.map { part in
      guard case .literal(let text) = part else { return "{persona}" }
      return text
    }
    .joined()
  }

  /// A pair in the template, from the question to the answer, folded.
  func core(_ pair: Pair) -> FoldedText {
    FoldedText("\(pair.question)\(middle)\(pair.answer)".utf8)
  }

  /// Whether a line break stands in the template.
  var hasLineBreak: Bool {
    parts.contains { part in
      guard case .literal(let text) = part else { return false }
      return text.contains(where: \.isNewline)
    }
  }

  private static func append(_ part: Part, _ pair: Pair, to bytes: inout [UInt8]) {
    switch part {
    case .literal(let text): bytes.append(contentsOf: text.utf8)
    case .question: bytes.append(contentsOf: pair.question.utf8)
    case .answer: bytes.append(contentsOf: pair.answer.utf8)
    case .persona: break
    }
  }

  private static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}

/// What is wrong with a template, and where.
package struct TemplateError: Error, Hashable {
  /// Where the problem begins, in Unicode scalars from the template's start.
  package let offset: Int

  /// How many scalars are wrong; 0 where something is missing.
  package var length = 0

  /// What was found and what is allowed.
  package let message: String

  /// What could stand there instead; nil where that is not clear.
  package var replacement: String?
}

/// Reads the pieces of a template from left to right.
private struct TemplateScanner {
  private let scalars: [Unicode.Scalar]
  private let places: [(name: String, part: Template.Part)]
  private var position = 0
  private var literal = ""
  private var parts: [Template.Part] = []

  init(_ source: String, hasPersona: Bool) {
    scalars = Array(source.unicodeScalars)
    places =
      [("question", .question), ("answer", .answer)] + (hasPersona ? [("persona", .persona)] : [])
  }

  mutating func scan() throws(TemplateError) -> [Template.Part] {
    while position < scalars.count {
      let scalar = scalars[position]
      switch scalar {
      case "{", "}":
        if position + 1 < scalars.count, scalars[position + 1] == scalar {
          literal.unicodeScalars.append(scalar)
          position += 2
        } else if scalar == "{" {
          try placeholder()
        } else {
          throw TemplateError(
            offset: position,
            length: 1,
            message: "found '}' without '{' before it; a brace of the text is written '}}'"
          )
        }
      default:
        literal.unicodeScalars.append(scalar)
        position += 1
      }
    }
    endLiteral()
    for (name, part) in places where !parts.contains(part) {
      let reason = part == .persona ? ", so nobody could tell whom it is for" : ""
      throw TemplateError(
        offset: scalars.count,
        message: "the template has no '{\(name)}'\(reason)"
      )
    }
    return parts
  }

  private mutating func placeholder() throws(TemplateError) {
    let start = position
    guard let end = scalars[start...].firstIndex(of: "}") else {
      throw TemplateError(
        offset: start,
        length: 1,
        message: "found '{' without '}' after it; a brace of the text is written '{{'"
      )
    }
    var name = String.UnicodeScalarView()
    name.append(contentsOf: scalars[(start + 1)..<end])
    guard let part = places.first(where: { $0.name == String(name) })?.part else {
      let names = places.map { "'{\($0.name)}'" }
      let allowed = names.dropLast().joined(separator: ", ") + " and \(names[names.count - 1])"
      let isPersona = String(name) == "persona"
      throw TemplateError(
        offset: start,
        length: end + 1 - start,
        message: isPersona
          ? "'{persona}' is for the guidance of 'dataset.personas', of which there are none here; "
            + "\(allowed) are allowed"
          : "unknown placeholder '{\(String(name))}'; "
            + "\(allowed) are allowed, a brace of the text is written '{{'",
        replacement: Self.placeholder(closestTo: String(name), among: places.map(\.name))
      )
    }
    guard !parts.contains(part) else {
      throw TemplateError(
        offset: start,
        length: end + 1 - start,
        message: "'{\(String(name))}' comes twice; each placeholder is allowed once"
      )
    }
    endLiteral()
    parts.append(part)
    position = end + 1
  }

  private static func placeholder(
    closestTo name: String,
    among places: [String]
  ) -> String? {
    ClosestMatch.closest(to: name, among: places).map { "{\($0)}" }
  }

  private mutating func endLiteral() {
    if !literal.isEmpty { parts.append(.literal(literal)) }
    literal = ""
  }
}
