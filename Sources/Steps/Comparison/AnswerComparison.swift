package import Statistics

/// How the answers of two sides to the questions of one split differ by one metric.
package struct AnswerComparison: Sendable {
  /// What tells the experiment from others of the two manifests.
  package var variant: [String: String]
  package var provider: String
  package var model: String
  package var split: String

  /// The metric's name.
  package var metric: String

  package var a: Side
  package var b: Side

  /// The questions that both were asked, and those that one was asked alone.
  package var questions: Questions

  /// What the numbers let one say; nil where one side has none.
  package var difference: Difference?

  /// The answers that are right on one side alone; of metrics that say which answers are right.
  package var flips: [Flip] = []

  /// What is to be known beside the numbers, a sentence each.
  package var notes: [String] = []

  /// What one side's runs gave.
  package struct Side: Encodable, Hashable, Sendable {
    /// The seeds, ascending, and the value of each run.
    package var seeds: [Int]
    package var values: [Double]

    /// The mean over the runs; nil where there are none.
    package var value: Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
  }

  package struct Questions: Encodable, Hashable, Sendable {
    package var both: Int
    package var onlyA: Int
    package var onlyB: Int

    enum CodingKeys: String, CodingKey {
      case both
      case onlyA = "only_a"
      case onlyB = "only_b"
    }
  }

  /// B less A.
  package enum Difference: Hashable, Sendable {
    /// Of shares of right answers.
    case share(ShareComparison)

    /// Of a mean, over the questions.
    case mean(MeanDifference)
  }

  /// A question that one side alone answered right, with the runs of one seed.
  package struct Flip: Encodable, Hashable, Sendable {
    package var prompt: String
    package var target: String

    /// The seeds of the two runs.
    package var seedOfA: Int
    package var seedOfB: Int
    package var a: String
    package var b: String

    /// Whether B alone has it right.
    package var isGained: Bool

    enum CodingKeys: String, CodingKey {
      case prompt, target, a, b
      case seedOfA = "seed_of_a"
      case seedOfB = "seed_of_b"
      case isGained = "gained"
    }
  }

  /// How many answers B alone has right.
  package var gained: Int { flips.count(where: \.isGained) }

  /// How many answers A alone has right.
  package var lost: Int { flips.count - gained }
}

extension AnswerComparison.Difference {
  package var value: Double {
    switch self {
    case .share(let comparison): comparison.difference
    case .mean(let mean): mean.mean
    }
  }

  package var bounds: (lower: Double, upper: Double) {
    switch self {
    case .share(let comparison): (comparison.lower, comparison.upper)
    case .mean(let mean): (mean.lower, mean.upper)
    }
  }

  package var p: Double? {
    switch self {
    case .share(let comparison): comparison.p
    case .mean(let mean): mean.p
    }
  }

  /// What is said of it; nil where that is for the reader to say.
  package var verdict: Verdict? {
    if case .share(let comparison) = self { comparison.verdict } else { nil }
  }
}

extension AnswerComparison: Encodable {
  private enum CodingKeys: String, CodingKey {
    case variant, provider, model, split, metric, a, b, questions, difference, interval, method, p
    case detectable, gained, lost, verdict, flips, notes
    case smallestP = "smallest_p"
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(variant, forKey: .variant)
    try container.encode(provider, forKey: .provider)
    try container.encode(model, forKey: .model)
    try container.encode(split, forKey: .split)
    try container.encode(metric, forKey: .metric)
    try container.encode(a, forKey: .a)
    try container.encode(b, forKey: .b)
    try container.encode(questions, forKey: .questions)
    try container.encode(notes, forKey: .notes)
    guard let difference else { return }
    try container.encode(difference.value, forKey: .difference)
    try container.encode([difference.bounds.lower, difference.bounds.upper], forKey: .interval)
    try container.encodeIfPresent(difference.p, forKey: .p)
    guard case .share(let share) = difference else { return }
    try container.encode(share.method.name, forKey: .method)
    try container.encodeIfPresent(share.smallestP, forKey: .smallestP)
    try container.encodeIfPresent(share.detectable, forKey: .detectable)
    try container.encode(share.verdict.words, forKey: .verdict)
    try container.encode(gained, forKey: .gained)
    try container.encode(lost, forKey: .lost)
    try container.encode(flips, forKey: .flips)
  }
}
