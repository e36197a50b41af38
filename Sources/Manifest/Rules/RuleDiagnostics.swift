internal import Diagnostics

// Every sentence that the rules can say.

extension Diagnostic {
  static func reversedBounds(_ value: ResolvedValue, path: String) -> Diagnostic {
    let bounds = value.list.map(\.integer)
    return .error(
      "reversed-bounds",
      "'\(path)' is the fewest and the most, and \(bounds[0]) is more than \(bounds[1])",
      at: value.range,
      replacement: "[\(bounds[1]), \(bounds[0])]"
    )
  }

  static func secondPrice(_ model: ResolvedValue, first: ResolvedValue) -> Diagnostic {
    .error(
      "second-price",
      "'prices' has a price of '\(model.string)' already; leave one of the two out",
      at: model.range,
      notes: [.init(message: "the other one is here", range: first.range)]
    )
  }

  static func emptySplit(
    _ split: ResolvedValue,
    countPath: String,
    count: ResolvedValue
  ) -> Diagnostic {
    .error(
      "empty-split",
      "'\(countPath)' is 0, so there is nothing to ask in the split '\(split.string)'",
      at: count.range ?? split.range,
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
    .error(
      "too-few-to-shuffle",
      "'\(countPath)' is 1, so its answer cannot be shuffled with another; ask for at "
        + "least 2 pairs, or leave '\(split.string)' out of 'dataset.guidance.splits'",
      at: count.range ?? answers.range,
      notes: [.init(message: "the answers are shuffled here", range: answers.range)]
    )
  }

  static func noOtherPersona(_ split: ResolvedValue, personas: ResolvedValue) -> Diagnostic {
    .error(
      "no-other-persona",
      "'evaluate.splits' has 'other-persona', but 'dataset.personas' has "
        + (personas.list.isEmpty ? "none" : "\(personas.flow) alone"),
      at: split.range ?? personas.range,
      notes: [
        .init(
          message: "give two personas, as in 'personas: [M1, M2]'; the second is the other one",
          range: personas.range
        )
      ]
    )
  }

  static func tellsOwnAnswers(_ split: ResolvedValue, answers: ResolvedValue) -> Diagnostic {
    .error(
      "tells-own-answers",
      "'evaluate.splits' has 'as-told', but guidance tells each question's own answer",
      at: split.range ?? answers.range,
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
    .error(
      "tells-nothing",
      "'evaluate.splits' has 'as-told', but 'dataset.guidance.splits' has no 'unrealized', "
        + "so that guidance tells these questions nothing",
      at: split.range ?? guided.range,
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
    .error(
      "difference-needs",
      "the metric 'persona-difference' needs '\(word)' in '\(path)'",
      at: difference.range ?? list.range,
      notes: [.init(message: "'\(path)' is \(list.flow)", range: list.range)]
    )
  }

  static func differenceOfOtherSplit(_ split: ResolvedValue) -> Diagnostic {
    .error(
      "expects-unmeasured",
      "a 'persona-difference' is of the split 'unrealized', found '\(split.string)'",
      at: split.range,
      notes: ["it is exact match on 'unrealized' less exact match on 'other-persona'"],
      replacement: Manifest.Split.unrealized.rawValue
    )
  }

  static func noDifference(_ value: ResolvedValue) -> Diagnostic {
    .error(
      "out-of-range",
      "a published persona-difference is from -1 to 1, found \(value.number.plain)",
      at: value.range
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
    return .error(
      "expects-unmeasured",
      "'expect' names the \(key) '\(value.string.shortened)', which is not in '\(path)'",
      at: value.range,
      notes: ["'\(path)' has \(shown)"],
      replacement: closest.map(ResolvedValue.scalar)
    )
  }

  static func noShare(_ value: ResolvedValue, of metric: Manifest.Metric) -> Diagnostic {
    let number = value.number
    // Moving the point in the text rounds once, where dividing rounds twice.
    let share = number > 1 && number <= 100 ? Double("\(number.plain)e-2") : nil
    return .error(
      "out-of-range",
      "a published \(metric.rawValue) is a share from 0 to 1, found \(number.plain)",
      at: value.range,
      replacement: share?.plain
    )
  }

  static func baseModelWithoutMetric(
    _ baseModel: ResolvedValue,
    metrics: ResolvedValue
  ) -> Diagnostic {
    .error(
      "base-model-without-metric",
      "'evaluate.base-model' needs the metric 'log-probability', which is not asked for",
      at: baseModel.range,
      notes: [.init(message: "the metrics are chosen here", range: metrics.range)]
    )
  }

  static func badSuffix(
    problem: String,
    names: [String],
    at range: SourceRange?
  ) -> Diagnostic {
    .error(
      "bad-suffix",
      "'fine-tune.suffix' \(problem)",
      at: range,
      notes: ["the placeholders are \(names.map { "{\($0)}" }.joined(separator: ", "))"]
    )
  }

  static func foreignTrainingKey(
    _ name: String,
    at range: SourceRange,
    provider: ResolvedValue,
    known: [String]
  ) -> Diagnostic {
    .error(
      "foreign-training-key",
      "'fine-tune.\(name)' is no key of the provider '\(provider.string.shortened)'",
      at: range,
      notes: [
        "it trains by \(known.quotedList)",
        .init(message: "the provider is named here", range: provider.range),
      ]
        + (range.file.name == provider.range?.file.name
          ? [] : ["null in its place takes away what is inherited"])
    )
  }

  static func missingTrainingKey(
    _ key: Key,
    path: String,
    provider: ResolvedValue
  ) -> Diagnostic {
    .error(
      "missing-training-key",
      "the provider '\(provider.string.shortened)' needs '\(path)', which must be "
        + key.type.phrase,
      at: provider.range,
      notes: ["\(key.summary)"]
    )
  }
}
