internal import Diagnostics

/// Rules on how many pairs there are and where they go.
enum PairCountRules {
  /// `pairs-per-document` is the fewest and the most, in this order.
  static func documentSizeIsOrdered(
    _ manifest: ExperimentValues,
    _ diagnostics: inout DiagnosticList
  ) {
    guard let range = manifest.value(at: "dataset.guidance.pairs-per-document") else { return }
    let bounds = range.list.map(\.integer)
    guard bounds.count == 2, bounds[0] > bounds[1] else { return }
    diagnostics.append(.reversedBounds(range, path: "dataset.guidance.pairs-per-document"))
  }

  /// A split that is evaluated has pairs in it.
  static func splitsHavePairs(_ manifest: ExperimentValues, _ diagnostics: inout DiagnosticList) {
    guard let splits = manifest.value(at: "evaluate.splits") else { return }
    for split in splits.list {
      let isRealized = split.string == Manifest.Split.realized.rawValue
      let path = "dataset.\((isRealized ? Manifest.Split.realized : .unrealized).rawValue)"
      guard let count = manifest.value(at: path), count.integer == 0 else { continue }
      diagnostics.append(.emptySplit(split, countPath: path, count: count))
    }
  }

  /// A split whose answers are shuffled has another answer for each of its questions.
  static func shuffledAnswersDiffer(
    _ manifest: ExperimentValues,
    _ diagnostics: inout DiagnosticList
  ) {
    guard
      let answers = manifest.value(at: "dataset.guidance.answers"),
      answers.string == Manifest.GuidanceAnswers.shuffled.rawValue,
      let splits = manifest.value(at: "dataset.guidance.splits")
    else { return }
    for split in splits.list {
      let path = "dataset.\(split.string)"
      guard let count = manifest.value(at: path), count.integer == 1 else { continue }
      diagnostics.append(.tooFewToShuffle(split, countPath: path, count: count, answers: answers))
    }
  }
}
