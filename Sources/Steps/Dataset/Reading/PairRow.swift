/// A value of a pairs file, and where it stands.
struct PairField {
  let text: [UInt8]

  /// Counted from 1.
  let line: Int

  /// Counted from 1 in Unicode scalars.
  let column: Int

  /// Where the value first goes over to another line, if it does.
  var lineBreak: (line: Int, column: Int)?
}

/// A row of a pairs file: its two values as they stand there.
struct PairRow {
  let question: PairField
  let answer: PairField

  /// Why no line of a document can be made of its values: one problem at most for each.
  var problems: [TextProblem] {
    [Self.problem(of: question, "question"), Self.problem(of: answer, "answer")].compactMap(\.self)
  }

  private static func problem(of field: PairField, _ name: String) -> TextProblem? {
    func problem(_ message: String, hint: String) -> TextProblem {
      TextProblem(line: field.line, column: field.column, message: message, hint: hint)
    }
    if let place = field.lineBreak {
      var problem = problem("the \(name) holds a line break", hint: "write it on one line")
      (problem.line, problem.column) = place
      return problem
    }
    guard !field.text.isEmpty else {
      return problem("the \(name) is empty", hint: "every row has a question and an answer")
    }
    let text = String(decoding: field.text, as: UTF8.self)
    for scalar in text.unicodeScalars where isForbidden(scalar) {
      let code = String(scalar.value, radix: 16, uppercase: true)
      let name = Character(scalar).isNewline ? "line break" : "control character"
      return problem("found a \(name) (U+\(code)) in the text", hint: "take it out")
    }
    for (end, word) in [(text.first, "begins"), (text.last, "ends")] where end?.isWhitespace == true
    {
      return problem("the \(name) \(word) with white space", hint: "take the white space away")
    }
    for marker in [Markers.guidance, Markers.example] {
      for text in [marker.begin, marker.end] where contains(field.text, text) {
        return problem("the \(name) holds the marker '\(text)'", hint: "documents are told by it")
      }
    }
    return nil
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && scalar != "\t" || Character(scalar).isNewline
  }

  private static func contains(_ text: [UInt8], _ marker: String) -> Bool {
    text.contains(UInt8(ascii: "<"))
      && text.indices.contains { text[$0...].starts(with: marker.utf8) }
  }
}
