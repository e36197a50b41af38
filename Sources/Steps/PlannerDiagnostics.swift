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
      replacement: ClosestMatch.closest(to: name, among: known).map(ResolvedValue.scalar)
    )
  }

  static func missingKey(
    of provider: any Provider,
    _ reason: String,
    at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .warning,
      id: "absent-key",
      message: KeyNeeds.sentence(provider, reason),
      range: range
    )
  }

  static func unmetRequirement(
    _ problem: String,
    command: String?,
    at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .warning,
      id: "unmet-requirement",
      message: "nothing can be trained here: \(problem)",
      range: range,
      notes: command.map { [.init(message: "run: \($0)")] } ?? []
    )
  }

  static func unknownModel(
    _ name: String,
    provider: String,
    known: [String],
    free: [String],
    at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "unknown-model",
      message: "the provider '\(provider)' has no model '\(name)'",
      range: range,
      notes: [.init(message: "its models are \(known.quotedList)")],
      replacement: ClosestMatch.closest(to: name, among: free).map(ResolvedValue.scalar)
    )
  }

  static func unusableModel(_ problem: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(severity: .error, id: "unusable-model", message: problem, range: range)
  }

  static func absentModel(_ problem: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(severity: .warning, id: "absent-model", message: problem, range: range)
  }

  static func retiredModel(
    _ model: String,
    _ retirement: ModelRetirement,
    provider: String,
    at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .warning,
      id: "retired-model",
      message: "the provider '\(provider)' lets nobody tune '\(model)' from "
        + "\(retirement.date) on",
      range: range,
      notes: [.init(message: "source: \(retirement.source); a compatible server may go on")]
    )
  }

  static func unsupportedParameter(
    _ problem: UnsupportedParameter,
    value: ResolvedValue,
    provider: String
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "unsupported-parameter",
      message: "the provider '\(provider)' cannot honour \(value.flow) as "
        + "'fine-tune.\(problem.key)'; allowed is \(problem.reason)",
      range: value.range
    )
  }

  static func cutSuffix(
    _ suffix: String,
    to rest: String,
    provider: String,
    at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      severity: .warning,
      id: "cut-suffix",
      message:
        "the provider '\(provider)' has too little room for the suffix '\(suffix)' beside the mark "
        + "by which a job is found again: '\(rest)' is left of it",
      range: range
    )
  }

  static func unavailableMetric(
    _ metric: String,
    model: String,
    provider: String,
    at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "unavailable-metric",
      message: "'\(metric)' cannot be measured of '\(model)' of the provider '\(provider)': a chat "
        + "model tells no probabilities of given answers; write 'evaluate.metrics' without it",
      range: range,
      notes: [
        .init(
          message: "where '\(model)' continues prompts, write 'model-kind: completion' for the "
            + "provider in the file of settings"
        )
      ]
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
    in template: ResolvedValue
  ) -> Diagnostic {
    let scalars = template.string.unicodeScalars
    let start = scalars.index(scalars.startIndex, offsetBy: error.offset)
    let end = scalars.index(start, offsetBy: error.length)
    let utf8 = template.string.utf8
    let offset = utf8.distance(from: utf8.startIndex, to: start)
    let place = offset..<offset + utf8.distance(from: start, to: end)
    // What is missing stands nowhere, so the whole template is meant.
    let range = template.range.map {
      error.length > 0 ? $0.part(place, of: template.string) : $0
    }
    return Diagnostic(
      severity: .error,
      id: "bad-template",
      message: "'\(path)', character \(error.offset + 1): \(error.message)",
      range: range,
      // Where the template is written with escapes or over several lines, its part has no place.
      replacement: range == template.range ? nil : error.replacement
    )
  }

  static func unusableTemplate(_ message: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(severity: .error, id: "unusable-template", message: message, range: range)
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
    _ pairs: Manifest.PairsOrigin,
    realized: ResolvedValue,
    unrealized: ResolvedValue,
    personas: Int,
    available: Int,
    at range: SourceRange?
  ) -> Diagnostic {
    let wanted = (realized.integer + unrealized.integer) * personas
    let answers =
      personas > 1 ? "with \(personas) personas' own answers that takes \(wanted) pairs, " : ""
    let source: String
    switch pairs {
    case .builtin: source = "the built-in source"
    case .file(let written, _): source = "'\(written)'"
    }
    let place = realized.range ?? unrealized.range
    return Diagnostic(
      severity: .error,
      id: "too-few-pairs",
      message: "\(realized.integer) realized and \(unrealized.integer) unrealized pairs are asked "
        + "for, \(answers)but \(source) has \(available)",
      range: place ?? range,
      notes: place == nil || range == nil
        ? [] : [.init(message: "the pairs come from here", range: range)]
    )
  }

  static func unreadablePairs(_ message: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(severity: .error, id: "unreadable-pairs", message: message, range: range)
  }

  static func documentTooLong(
    _ document: LongDocument,
    of pairs: Manifest.PairsOrigin,
    provider: String,
    at range: SourceRange?
  ) -> Diagnostic {
    var place = ""
    if case .file(let written, _) = pairs, let line = document.line {
      place = "'\(written)', line \(line): "
    }
    let others = document.pairs - 1
    let beside = others == 0 ? "" : " and \(others) other\(others == 1 ? "" : "s")"
    return Diagnostic(
      severity: .error,
      id: "document-too-long",
      message: "\(place)the \(document.kind.rawValue) document of this pair\(beside) "
        + "\(document.objection); the provider '\(provider)' cannot train on it",
      range: range,
      notes: [
        .init(
          message: document.pairs > 1
            ? "make the answer shorter, or lower 'dataset.guidance.pairs-per-document'"
            : "make the question, the answer or the template shorter"
        )
      ]
    )
  }
}
