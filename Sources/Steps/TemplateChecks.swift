internal import Diagnostics
internal import Manifest

/// What can be wrong with the templates of an experiment, each and together.
struct TemplateChecks {
  private static let examplePath = "dataset.examples.template"
  private static let phrasingsPath = "dataset.guidance.phrasings"

  let values: ExperimentValues

  /// Adds all problems that are found.
  func run(into diagnostics: inout DiagnosticList) {
    let example = exampleTemplate(into: &diagnostics)
    checkPhrasings(beside: example, into: &diagnostics)
  }

  private var hasPersonas: Bool {
    values.value(at: "dataset.personas").map { !$0.list.isEmpty } ?? false
  }

  private func exampleTemplate(into diagnostics: inout DiagnosticList) -> TemplateWording? {
    guard let value = values.value(at: Self.examplePath) else { return nil }
    let template: TemplateWording
    do throws(TemplateError) {
      template = TemplateWording(try Template(value.string, hasPersona: false))
    } catch {
      diagnostics.append(.badTemplate(Self.examplePath, error, in: value))
      return nil
    }
    if !template.asksFirst {
      diagnostics.append(.answerBeforeQuestion(Self.examplePath, at: value.range))
    } else if !template.answersOnLineOfItsOwn {
      diagnostics.append(.answerNotAlone(Self.examplePath, at: value.range))
    }
    return template
  }

  private func checkPhrasings(
    beside example: TemplateWording?,
    into diagnostics: inout DiagnosticList
  ) {
    guard let phrasings = values.value(at: Self.phrasingsPath) else { return }
    let hasPersonas = hasPersonas
    switch phrasings.content {
    case .list(let templates):
      for (index, value) in templates.enumerated() {
        check(value, index, hasPersona: hasPersonas, beside: example, into: &diagnostics)
      }
    default:
      let count = phrasings.integer
      let builtin = hasPersonas ? BuiltinPhrasings.allForPersonas : BuiltinPhrasings.all
      if count > builtin.count {
        diagnostics.append(
          .tooManyPhrasings(count, available: builtin.count, at: phrasings.range)
        )
      }
      check(builtin.prefix(count), hasPersona: hasPersonas, beside: example, into: &diagnostics)
    }
  }

  private func check(
    _ phrasing: ResolvedValue,
    _ index: Int,
    hasPersona: Bool,
    beside example: TemplateWording?,
    into diagnostics: inout DiagnosticList
  ) {
    do throws(TemplateError) {
      let template = TemplateWording(try Template(phrasing.string, hasPersona: hasPersona))
      guard let problem = DatasetTemplates.problem(with: template, beside: example) else { return }
      diagnostics.append(
        .unusableTemplate("'\(Self.phrasingsPath)[\(index)]' \(problem)", at: phrasing.range)
      )
    } catch {
      diagnostics.append(.badTemplate("\(Self.phrasingsPath)[\(index)]", error, in: phrasing))
    }
  }

  /// An example's template may be worded as one of the built-in phrasings is.
  private func check(
    _ phrasings: some Sequence<String>,
    hasPersona: Bool,
    beside example: TemplateWording?,
    into diagnostics: inout DiagnosticList
  ) {
    guard let example else { return }
    for (index, text) in phrasings.enumerated() {
      guard
        let template = try? Template(text, hasPersona: hasPersona),
        let problem = DatasetTemplates.problem(with: TemplateWording(template), beside: example)
      else { continue }
      diagnostics.append(
        .unusableTemplate(
          "built-in phrasing \(index + 1) \(problem)",
          at: values.range(of: Self.examplePath)
        )
      )
    }
  }
}
