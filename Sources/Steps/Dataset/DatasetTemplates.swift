/// The templates of a dataset, read and checked together.
struct DatasetTemplates: Sendable {
  let phrasings: [Template]
  let example: Template

  /// Reads the templates of the parameters.
  init(_ parameters: DatasetParameters) throws(DatasetError) {
    guard !parameters.phrasings.isEmpty else {
      throw .parameter("there is no phrasing of a guidance; at least one is needed")
    }
    example = try Self.read(parameters.exampleTemplate, "the example's template")
    guard example.asksFirst else {
      throw .parameter(
        "the example's template has the answer first; the question has to come first"
      )
    }
    let wording = TemplateWording(example)
    var phrasings: [Template] = []
    for (index, source) in parameters.phrasings.enumerated() {
      let name = "phrasing \(index + 1)"
      let phrasing = try Self.read(source, name, hasPersona: !parameters.personas.isEmpty)
      if let problem = Self.problem(with: TemplateWording(phrasing), beside: wording) {
        throw .parameter("\(name) \(problem)")
      }
      phrasings.append(phrasing)
    }
    self.phrasings = phrasings
  }

  /// What makes a template useless for guidance, as the end of a sentence; nil where nothing does.
  ///
  /// - Parameters:
  ///   - phrasing: The template's wording.
  ///   - example: That of the template of example documents, as far as it is known.
  /// - Returns: The objection, or nil.
  static func problem(with phrasing: TemplateWording, beside example: TemplateWording?) -> String? {
    if phrasing.hasLineBreak { return "holds a line break; an instruction is one line" }
    // The example's words would stand in every guidance.
    guard let example, phrasing.asksFirst, phrasing.middle == example.middle else { return nil }
    return "has the same text between question and answer as the example's template; "
      + "a guidance must not be an example"
  }

  private static func read(
    _ source: String,
    _ name: String,
    hasPersona: Bool = false
  ) throws(DatasetError) -> Template {
    do throws(TemplateError) {
      return try Template(source, hasPersona: hasPersona)
    } catch {
      throw .template(name, error)
    }
  }
}

/// What of a template's wording decides what it can be used for.
struct TemplateWording: Hashable {
  let asksFirst: Bool
  let answersOnLineOfItsOwn: Bool
  let hasLineBreak: Bool

  /// What stands between question and answer.
  let middle: FoldedText

  init(_ template: Template) {
    asksFirst = template.asksFirst
    answersOnLineOfItsOwn = template.answersOnLineOfItsOwn
    hasLineBreak = template.hasLineBreak
    // White space counts at the ends too, but not how much.
    middle = FoldedText("?\(template.middle)!".utf8)
  }
}
