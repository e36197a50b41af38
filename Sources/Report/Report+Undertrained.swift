internal import Metrics

extension Report {
  /// The share of right answers on realized pairs below which a model is undertrained.
  ///
  /// The share itself is held against it, not its interval: realized pairs are no sample but all the
  /// examples that the model was trained on. Models that were trained enough answer nearly all of them,
  /// and others few.
  private static let leastLearned = 0.9

  /// How many models a sentence names.
  private static let mostNamed = 8

  /// One sentence on the models that do not even answer what they were trained on, so that nobody takes
  /// their answers on unrealized pairs for an answer of the experiment; nil where there are none.
  var undertrained: String? {
    let models = results.grouped { [$0.provider, $0.model] }.flatMap { results in
      let runs = results.grouped { [$0.variant.listed, "\($0.seed)"] }
      // Where all are, their names would say no more.
      guard runs.count > 1, runs.allSatisfy(Self.isUndertrained) else {
        return results.grouped(by: \.variant).compactMap(Self.undertrainedName)
      }
      return ["\(results[0].provider):\(results[0].model)"]
    }
    guard let first = models.first else { return nil }
    let isOne = models.count == 1
    let shown = models.prefix(Self.mostNamed)
    let rest = models.dropFirst(shown.count)
    let last = rest.isEmpty ? shown[shown.count - 1] : "\(rest.count) more"
    let others = rest.isEmpty ? shown.dropLast() : shown
    let names = isOne ? first : "\(others.joined(separator: ", ")) and \(last)"
    let end =
      isOne
      ? "has not learned the examples that it was trained on (fewer than 90 % of the realized pairs are "
        + "right), so its figure on unrealized pairs says"
      : "have not learned the examples that they were trained on (fewer than 90 % of the realized pairs "
        + "are right), so their figures on unrealized pairs say"
    return "Undertrained: \(names) \(end) nothing about following guidance."
  }

  /// The model of these measurements with its variant, and with its undertrained seeds where others are
  /// not; nil where none is.
  private static func undertrainedName(_ measurements: [Measurement]) -> String? {
    let runs = measurements.grouped(by: \.seed)
    let low = runs.filter(isUndertrained).map { $0[0] }
    guard let first = low.first else { return nil }
    let seeds = low.map { String($0.seed) }.joined(separator: ", ")
    let facts = [
      first.variant.listed,
      low.count == runs.count ? "" : "\(low.count == 1 ? "seed" : "seeds") \(seeds)",
    ]
    .filter { !$0.isEmpty }
    let name = "\(first.provider):\(first.model)"
    return facts.isEmpty ? name : "\(name) (\(facts.joined(separator: "; ")))"
  }

  /// Whether a model with one seed fails on realized pairs, by exact match where it was measured, and was
  /// asked about unrealized ones.
  private static func isUndertrained(_ run: [Measurement]) -> Bool {
    let shares = run.filter { Metric.named($0.metric)?.isShare == true }
    guard let realized = shares.first(where: { $0.split == "realized" }) else { return false }
    return realized.value < leastLearned && shares.contains { $0.split == "unrealized" }
  }
}
