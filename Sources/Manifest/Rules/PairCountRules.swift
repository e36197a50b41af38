internal import Diagnostics

// Rules on how many pairs there are and where they go.

extension ExperimentValues {
  /// `pairs-per-document` is the fewest and the most, in this order.
  func documentSizeIsOrdered(into diagnostics: inout DiagnosticList) {
    guard let range = value(at: "dataset.guidance.pairs-per-document") else { return }
    let bounds = range.list.map(\.integer)
    guard bounds.count == 2, bounds[0] > bounds[1] else { return }
    diagnostics.append(.reversedBounds(range, path: "dataset.guidance.pairs-per-document"))
  }

  /// A split that is evaluated has pairs in it.
  func splitsHavePairs(into diagnostics: inout DiagnosticList) {
    guard let splits = value(at: "evaluate.splits") else { return }
    for split in splits.list {
      let isRealized = split.string == Manifest.Split.realized.rawValue
      let path = "dataset.\((isRealized ? Manifest.Split.realized : .unrealized).rawValue)"
      guard let count = value(at: path), count.integer == 0 else { continue }
      diagnostics.append(.emptySplit(split, countPath: path, count: count))
    }
  }

  /// A split whose answers are shuffled has another answer for each of its questions.
  func shuffledAnswersDiffer(into diagnostics: inout DiagnosticList) {
    guard
      let answers = value(at: "dataset.guidance.answers"),
      answers.string == Manifest.GuidanceAnswers.shuffled.rawValue,
      let splits = value(at: "dataset.guidance.splits")
    else { return }
    for split in splits.list {
      let path = "dataset.\(split.string)"
      guard let count = value(at: path), count.integer == 1 else { continue }
      diagnostics.append(.tooFewToShuffle(split, countPath: path, count: count, answers: answers))
    }
  }
}
