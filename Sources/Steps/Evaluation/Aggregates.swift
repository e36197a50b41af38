/// What a split gave as a whole: an evaluation's `aggregates.json`.
package struct Aggregates: Codable, Hashable, Sendable {
  /// How often completions were their targets.
  package struct ExactMatchShare: Codable, Hashable, Sendable {
    package var value: Double
    package var correct: Int
    package var n: Int

    /// The 95 % Wilson interval of the value, lower and upper bound.
    package var interval: [Double]

    /// What was compared, in words.
    package var comparison: String
    package var stop: [String]
    package var temperature: Double
  }

  /// How likely the targets were.
  package struct TargetLikelihood: Codable, Hashable, Sendable {
    /// The mean over the items of the logarithm of the target's probability, in nats.
    package var mean: Double

    /// The same under the untuned model.
    package var baseMean: Double?
    package var n: Int

    /// Tokens of all targets together.
    package var targetTokens: Int

    enum CodingKeys: String, CodingKey {
      case mean, n
      case baseMean = "base_mean"
      case targetTokens = "target_tokens"
    }
  }

  package var split: String
  package var model: ModelCard
  package var exactMatch: ExactMatchShare?
  package var logProbability: TargetLikelihood?

  enum CodingKeys: String, CodingKey {
    case split, model
    case exactMatch = "exact_match"
    case logProbability = "log_probability"
  }
}

extension Aggregates {
  /// The aggregates of a split's records.
  init(of records: [ItemRecord], split: String, model: ModelCard, temperature: Double) {
    self.split = split
    self.model = model
    let matches = records.compactMap(\.exactMatch)
    if !matches.isEmpty {
      let correct = matches.count { $0 }
      let interval = WilsonInterval(successes: correct, trials: matches.count)
      exactMatch = ExactMatchShare(
        value: Double(correct) / Double(matches.count),
        correct: correct,
        n: matches.count,
        interval: [interval.lower, interval.upper],
        comparison: ExactMatch.definition,
        stop: ExactMatch.stopSequences,
        temperature: temperature
      )
    }
    let scores = records.compactMap(\.logProbability)
    if !scores.isEmpty {
      let base = records.compactMap(\.baseLogProbability)
      logProbability = TargetLikelihood(
        mean: scores.reduce(0, +) / Double(scores.count),
        baseMean: base.isEmpty ? nil : base.reduce(0, +) / Double(base.count),
        n: scores.count,
        targetTokens: records.compactMap(\.targetTokens).reduce(0, +)
      )
    }
  }
}
