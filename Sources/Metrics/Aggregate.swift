internal import Statistics

/// What a metric gave on a split as a whole.
package struct Aggregate: Codable, Hashable, Sendable {
  /// The share of the items that are right.
  var share: Double?

  /// The same of what the untuned model said.
  var baseShare: Double?

  /// The mean over the items.
  var mean: Double?

  /// The mean under the untuned model.
  var baseMean: Double?
  package var n: Int

  /// The items that are right.
  package var correct: Int?

  /// The 95 % interval of the value, lower and upper bound.
  package var interval: [Double]?

  /// What was compared, in words.
  package var comparison: String?
  package var stop: [String]?
  package var temperature: Double?

  /// Tokens of all targets together.
  package var targetTokens: Int?

  package var value: Double? { share ?? mean }

  /// The value of the untuned model, where it was asked.
  package var baseValue: Double? { baseShare ?? baseMean }

  enum CodingKeys: String, CodingKey {
    case share = "value"
    case baseShare = "base_value"
    case mean, n, correct, interval, comparison, stop, temperature
    case baseMean = "base_mean"
    case targetTokens = "target_tokens"
  }
}

extension Metric {
  /// The aggregate of a split's records; nil for a metric of more than one split, and where none of
  /// the records has what is aggregated.
  package func aggregate(of records: [ItemRecord], temperature: Double) -> Aggregate? {
    switch measure {
    case .share(let isRight):
      let verdicts = records.compactMap { $0.verdicts[name] }
      guard !verdicts.isEmpty else { return nil }
      let correct = verdicts.count { $0 }
      let base = records.compactMap { record in
        record.item.baseCompletion.map { isRight($0, record.item.target) }
      }
      let interval = WilsonInterval(successes: correct, trials: verdicts.count)
      return Aggregate(
        share: Double(correct) / Double(verdicts.count),
        baseShare: base.isEmpty ? nil : Double(base.count { $0 }) / Double(base.count),
        n: verdicts.count,
        correct: correct,
        interval: [interval.lower, interval.upper],
        comparison: definition,
        stop: Item.stopSequences,
        temperature: temperature
      )
    case .mean(let number, let baseNumber):
      let numbers = records.compactMap { number($0.item) }
      guard !numbers.isEmpty else { return nil }
      let base = records.compactMap { baseNumber($0.item) }
      return Aggregate(
        mean: numbers.reduce(0, +) / Double(numbers.count),
        baseMean: base.isEmpty ? nil : base.reduce(0, +) / Double(base.count),
        n: numbers.count,
        targetTokens: records.compactMap(\.item.targetTokens).reduce(0, +)
      )
    case .difference: return nil
    }
  }
}
