internal import Diagnostics
internal import Manifest

/// What can be wrong with the templates of an experiment, each and together.
struct TemplateChecks {
  let values: ExperimentValues

  /// Adds all problems that are found.
  func run(into diagnostics: inout DiagnosticList) {
    let example = exampleTemplate(into: &diagnostics)
    checkPhrasings(beside: example, into: &diagnostics)
  }

  private var hasPersonas: Bool {
    values.value(at: "dataset.personas").map { !$0.list.isEmpty } ?? false
  }

  private func exampleTemplate(into diagnostics: inout DiagnosticList) -> Template? {
    let path = "dataset.examples.template"
    guard
      let value = values.value(at: path),
      let template = template(value, path: path, into: &diagnostics)
    else { return nil }
    if !template.asksFirst {
      diagnostics.append(.answerBeforeQuestion(path, at: value.range))
    } else if !template.answersOnLineOfItsOwn {
      diagnostics.append(.answerNotAlone(path, at: value.range))
    }
    return template
  }

  private func checkPhrasings(beside example: Template?, into diagnostics: inout DiagnosticList) {
    let path = "dataset.guidance.phrasings"
    guard let phrasings = values.value(at: path) else { return }
    let builtin = hasPersonas ? BuiltinPhrasings.allForPersonas : BuiltinPhrasings.all
    switch phrasings.content {
    case .list(let templates):
      for (index, value) in templates.enumerated() {
        let path = "\(path)[\(index)]"
        let read = template(value, path: path, hasPersona: hasPersonas, into: &diagnostics)
        guard let template = read else { continue }
        guard
          let problem = DatasetTemplates.problem(with: template, beside: example)
        else { continue }
        diagnostics.append(.unusableTemplate("'\(path)' \(problem)", at: value.range))
      }
    default:
      let count = phrasings.integer
      if count > builtin.count {
        diagnostics.append(
          .tooManyPhrasings(count, available: builtin.count, at: phrasings.range)
        )
      }
      checkBuiltin(builtin.prefix(count), beside: example, into: &diagnostics)
    }
  }

  /// An example's template may be worded as one of the built-in phrasings is.
  private func checkBuiltin(
    _ phrasings: some Sequence<String>,
    beside example: Template?,
    into diagnostics: inout DiagnosticList
  ) {
    guard let example else { return }
    for (index, text) in phrasings.enumerated() {
      guard
        let template = try? Template(text, hasPersona: hasPersonas),
        let problem = DatasetTemplates.problem(with: template, beside: example)
      else { continue }
      diagnostics.append(
        .unusableTemplate(
          "built-in phrasing \(index + 1) \(problem)",
          at: values.range(of: "dataset.examples.template")
        )
      )
    }
  }

  private func template(
    _ value: ResolvedValue,
    path: String,
    hasPersona: Bool = false,
    into diagnostics: inout DiagnosticList
  ) -> Template? {
    do {
      return try Template(value.string, hasPersona: hasPersona)
    } catch {
      diagnostics.append(.badTemplate(path, error, in: value))
      return nil
    }
  }
}
