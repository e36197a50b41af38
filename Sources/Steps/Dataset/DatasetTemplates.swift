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
    var phrasings: [Template] = []
    for (index, source) in parameters.phrasings.enumerated() {
      let name = "phrasing \(index + 1)"
      let phrasing = try Self.read(source, name, hasPersona: !parameters.personas.isEmpty)
      if let problem = Self.problem(with: phrasing, beside: example) {
        throw .parameter("\(name) \(problem)")
      }
      phrasings.append(phrasing)
    }
    self.phrasings = phrasings
  }

  /// What makes a template useless for guidance, as the end of a sentence; nil where nothing does.
  ///
  /// - Parameters:
  ///   - phrasing: The template.
  ///   - example: The template of example documents, as far as it is known.
  /// - Returns: The objection, or nil.
  static func problem(with phrasing: Template, beside example: Template?) -> String? {
    if phrasing.hasLineBreak { return "holds a line break; an instruction is one line" }
    guard let example, givesAway(phrasing, as: example) else { return nil }
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

  /// Whether the example's words stand in every guidance of a phrasing.
  private static func givesAway(_ phrasing: Template, as example: Template) -> Bool {
    phrasing.asksFirst
      && FoldedText("?\(phrasing.middle)!".utf8) == FoldedText("?\(example.middle)!".utf8)
  }
}
