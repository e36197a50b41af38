internal import Diagnostics

// Every sentence that the rules can say.

extension Diagnostic {
  static func reversedBounds(_ value: ResolvedValue, path: String) -> Diagnostic {
    let bounds = value.list.map(\.integer)
    let swapped = "[\(bounds[1]), \(bounds[0])]"
    return Diagnostic(
      severity: .error,
      id: "reversed-bounds",
      message: "'\(path)' is the fewest and the most, and \(bounds[0]) is more than \(bounds[1])",
      range: value.range,
      fix: value.range.map { .replacing($0, with: swapped) }
    )
  }

  static func secondPrice(_ model: ResolvedValue, first: ResolvedValue) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "second-price",
      message: "'prices' has a price of '\(model.string)' already; leave one of the two out",
      range: model.range,
      notes: [.init(message: "the other one is here", range: first.range)]
    )
  }

  static func emptySplit(
    _ split: ResolvedValue,
    countPath: String,
    count: ResolvedValue
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "empty-split",
      message: "'\(countPath)' is 0, so there is nothing to ask in the split '\(split.string)'",
      range: count.range ?? split.range,
      notes: [
        .init(
          message: "leave '\(split.string)' out of 'evaluate.splits', or ask for at least 1 pair",
          range: split.range
        )
      ]
    )
  }

  static func tooFewToShuffle(
    _ split: ResolvedValue,
    countPath: String,
    count: ResolvedValue,
    answers: ResolvedValue
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "too-few-to-shuffle",
      message: "'\(countPath)' is 1, so its answer cannot be shuffled with another; ask for at "
        + "least 2 pairs, or leave '\(split.string)' out of 'dataset.guidance.splits'",
      range: count.range ?? answers.range,
      notes: [.init(message: "the answers are shuffled here", range: answers.range)]
    )
  }

  static func noOtherPersona(_ split: ResolvedValue, personas: ResolvedValue) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "no-other-persona",
      message: "'evaluate.splits' has 'other-persona', but 'dataset.personas' has "
        + (personas.list.isEmpty ? "none" : "\(personas.flow) alone"),
      range: split.range ?? personas.range,
      notes: [
        .init(
          message: "give two personas, as in 'personas: [M1, M2]'; the second is the other one",
          range: personas.range
        )
      ]
    )
  }

  static func tellsOwnAnswers(_ split: ResolvedValue, answers: ResolvedValue) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "tells-own-answers",
      message: "'evaluate.splits' has 'as-told', but guidance tells each question's own answer",
      range: split.range ?? answers.range,
      notes: [
        .init(
          message: "ask about 'unrealized', or let guidance tell others by "
            + "'dataset.guidance.answers: shuffled'",
          range: answers.range
        )
      ]
    )
  }

  static func tellsNothing(_ split: ResolvedValue, guided: ResolvedValue) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "tells-nothing",
      message:
        "'evaluate.splits' has 'as-told', but 'dataset.guidance.splits' has no 'unrealized', "
        + "so that guidance tells these questions nothing",
      range: split.range ?? guided.range,
      notes: [
        .init(message: "the splits that have guidance are \(guided.flow)", range: guided.range)
      ]
    )
  }

  static func differenceNeeds(
    _ word: String,
    path: String,
    list: ResolvedValue,
    difference: ResolvedValue
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "difference-needs",
      message: "the metric 'persona-difference' needs '\(word)' in '\(path)'",
      range: difference.range ?? list.range,
      notes: [.init(message: "'\(path)' is \(list.flow)", range: list.range)]
    )
  }

  static func differenceOfOtherSplit(_ split: ResolvedValue) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "expects-unmeasured",
      message: "a 'persona-difference' is of the split 'unrealized', found '\(split.string)'",
      range: split.range,
      notes: [
        .init(message: "it is exact match on 'unrealized' less exact match on 'other-persona'")
      ],
      fix: split.range.map { .replacing($0, with: Manifest.Split.unrealized.rawValue) }
    )
  }

  static func noDifference(_ value: ResolvedValue) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "out-of-range",
      message: "a published persona-difference is from -1 to 1, found \(value.number.plain)",
      range: value.range
    )
  }

  static func expectsUnmeasured(
    _ value: ResolvedValue,
    key: String,
    path: String,
    measured: [String]
  ) -> Diagnostic {
    let closest = ClosestMatch.closest(to: value.string, among: measured)
    let shown =
      measured.prefix(20).map(\.shortened).quotedList + (measured.count > 20 ? " and more" : "")
    return Diagnostic(
      severity: .error,
      id: "expects-unmeasured",
      message: "'expect' names the \(key) '\(value.string.shortened)', which is not in '\(path)'",
      range: value.range,
      notes: [.init(message: "'\(path)' has \(shown)")],
      fix: closest.flatMap { text in
        value.range.map { .replacing($0, with: ResolvedValue.scalar(text)) }
      }
    )
  }

  static func noShare(_ value: ResolvedValue) -> Diagnostic {
    let number = value.number
    // Moving the point in the text rounds once, where dividing rounds twice.
    let share = number > 1 && number <= 100 ? Double("\(number.plain)e-2") : nil
    return Diagnostic(
      severity: .error,
      id: "out-of-range",
      message: "a published exact-match is a share from 0 to 1, found \(number.plain)",
      range: value.range,
      fix: share.flatMap { share in value.range.map { .replacing($0, with: share.plain) } }
    )
  }

  static func baseModelWithoutMetric(
    _ baseModel: ResolvedValue,
    metrics: ResolvedValue
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "base-model-without-metric",
      message: "'evaluate.base-model' needs the metric 'log-probability', which is not asked for",
      range: baseModel.range,
      notes: [.init(message: "the metrics are chosen here", range: metrics.range)]
    )
  }

  static func badSuffix(problem: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "bad-suffix",
      message: "'fine-tune.suffix' \(problem)",
      range: range,
      notes: [
        .init(
          message: "the placeholders are "
            + SuffixTemplate.names.map { "{\($0)}" }.joined(separator: ", ")
        )
      ]
    )
  }
}
