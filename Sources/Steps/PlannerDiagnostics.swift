internal import Diagnostics
internal import Manifest
internal import Providers

// Every sentence that the planner can say.

extension Diagnostic {
  static func unknownProvider(
    _ name: String,
    known: [String],
    at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "unknown-provider",
      message: "there is no provider '\(name)'; the providers are \(known.quotedList)",
      range: range,
      fix: fix(range, ClosestMatch.closest(to: name, among: known))
    )
  }

  static func unknownModel(
    _ name: String,
    provider: String,
    known: [String],
    at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "unknown-model",
      message: "the provider '\(provider)' has no model '\(name)'",
      range: range,
      notes: [.init(message: "its models are \(known.quotedList)")],
      fix: fix(range, ClosestMatch.closest(to: name, among: known))
    )
  }

  static func unsupportedParameter(
    _ problem: UnsupportedParameter,
    provider: String,
    at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "unsupported-parameter",
      message: "the provider '\(provider)' cannot honour 'fine-tune.\(problem.key)': "
        + problem.reason,
      range: range
    )
  }

  static func tooManyPhrasings(
    _ count: Int,
    available: Int,
    at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "too-many-phrasings",
      message: "'dataset.guidance.phrasings' is \(count), but there are \(available) built-in "
        + "phrasings; ask for fewer or list templates of your own",
      range: range
    )
  }

  static func badTemplate(
    _ path: String,
    _ error: TemplateError,
    at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "bad-template",
      message: "'\(path)', character \(error.offset + 1): \(error.message)",
      range: range
    )
  }

  static func unusableTemplates(_ error: DatasetError, at range: SourceRange?) -> Diagnostic {
    Diagnostic(severity: .error, id: "unusable-templates", message: "\(error)", range: range)
  }

  static func answerBeforeQuestion(_ path: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "answer-before-question",
      message: "'\(path)' has {answer} before {question}",
      range: range,
      notes: [.init(message: "what stands before the answer is the prompt of the evaluation")]
    )
  }

  static func answerNotAlone(_ path: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "answer-not-alone",
      message: "'\(path)' must have {answer} at the end of its line and no line break right "
        + "before it",
      range: range,
      notes: [
        .init(message: "a completion counts up to its first line break, so the answer ends there")
      ]
    )
  }

  static func tooFewPairs(
    _ dataset: Manifest.Dataset,
    available: Int,
    at range: SourceRange?,
    pairs: SourceRange?
  ) -> Diagnostic {
    let count = dataset.personas.count
    let wanted = (dataset.realized + dataset.unrealized) * count
    let answers =
      count > 1 ? "with \(count) personas' own answers that takes \(wanted) pairs, " : ""
    let source: String
    switch dataset.pairs {
    case .builtin: source = "the built-in source"
    case .file(let written, _): source = "'\(written)'"
    }
    return Diagnostic(
      severity: .error,
      id: "too-few-pairs",
      message: "\(dataset.realized) realized and \(dataset.unrealized) unrealized pairs are asked "
        + "for, \(answers)but \(source) has \(available)",
      range: range ?? pairs,
      notes: range == nil ? [] : [.init(message: "the pairs come from here", range: pairs)]
    )
  }

  static func unreadablePairs(_ error: DatasetError, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "unreadable-pairs",
      message: "\(error)",
      range: range
    )
  }

  private static func fix(_ range: SourceRange?, _ text: String?) -> FixIt? {
    guard let range, let text else { return nil }
    return .replacing(range, with: text)
  }
}
