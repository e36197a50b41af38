/// Something that is measured of a model: what it needs to know of each item, how the items make one
/// value, and how that is shown.
package struct Metric: Sendable {
  /// What a model is asked for about each item.
  package enum Need: Sendable {
    /// The completion of the prompt, and the untuned model's where that is asked too.
    case completion

    /// The probability of the target, and under the untuned model where that is scored too.
    case targetScore
  }

  /// How items make one value.
  package enum Measure: Sendable {
    /// The share of the completions that are right, each beside its target.
    case share(@Sendable (_ completion: String, _ target: String) -> Bool)

    /// The mean of a number that each item has, and of the same under the untuned model.
    case mean(@Sendable (Item) -> Double?, base: @Sendable (Item) -> Double?)

    /// A metric's share on one split less that on another which asks the same questions.
    case difference(of: String, on: String, less: String)
  }

  /// The name in manifests and reports, such as `exact-match`.
  package let name: String

  /// What is compared or taken, in words.
  package let definition: String

  /// What the metric is called at the head of a column.
  package let heading: String

  /// What it needs to know of each item; nothing where it is made from other metrics.
  package let needs: Set<Need>
  package let measure: Measure

  init(
    _ name: String,
    _ definition: String,
    heading: String,
    needs: Set<Need> = [],
    _ measure: Measure
  ) {
    self.name = name
    self.definition = definition
    self.heading = heading
    self.needs = needs
    self.measure = measure
  }
}

extension Metric {
  /// Every metric, in the order in which tables show them.
  package static let all: [Metric] = [
    exactMatch,
    prefixMatch,
    logProbability,
    personaDifference,
  ]

  /// The metric of a name; nil where there is none.
  package static func named(_ name: String) -> Metric? { all.first { $0.name == name } }

  package var isShare: Bool { if case .share = measure { true } else { false } }
  package var isMean: Bool { if case .mean = measure { true } else { false } }
  package var isDifference: Bool { if case .difference = measure { true } else { false } }

  /// Whether an item's completion is right; nil where the metric does not say or nothing was said.
  func verdict(on item: Item) -> Bool? {
    guard case .share(let isRight) = measure, let completion = item.completion else { return nil }
    return isRight(completion, item.target)
  }

  /// How the 95 % interval of the value is made; nil where there is none.
  package var interval: String? {
    switch measure {
    case .share: "95 % Wilson"
    case .difference: "95 % Newcombe, paired (1998, method 10)"
    case .mean: nil
    }
  }

  /// Whether values are written with their sign.
  package var isSigned: Bool { isDifference }

  /// How many digits of a value mean something, by the items and the runs that it is a mean of.
  package func digits(items: Int, runs: Int) -> Int {
    // A share of a thousand items, or a mean of shares, has a third digit that means something.
    !isMean && (items >= 1000 || runs > 1) ? 3 : 2
  }
}
