internal import Manifest
internal import Report

extension Comparison.ResultPair {
  /// What tells one pair from the others.
  private struct Place: Hashable {
    var variant: [String: String]
    var provider: String
    var model: String
    var split: String
    var metric: String
    var seed: Int
  }

  /// What was measured of two manifests, matched; those of one experiment, model and split together.
  ///
  /// - Parameters:
  ///   - a: One side; what it has decides the order.
  ///   - b: The other side.
  ///   - paths: The key paths that either varies.
  /// - Returns: One pair for each metric of each run on each split.
  static func pairs(
    _ a: ComparedManifest,
    _ b: ComparedManifest,
    at paths: [String]
  ) -> [Comparison.ResultPair] {
    var pairs: [Comparison.ResultPair] = []
    var places: [Place: Int] = [:]
    func pair(of measurement: Measurement, _ variant: [String: String]) -> Int {
      let place = Place(
        variant: variant,
        provider: measurement.provider,
        model: measurement.model,
        split: measurement.split,
        metric: measurement.metric,
        seed: measurement.seed
      )
      if let known = places[place] { return known }
      places[place] = pairs.count
      pairs.append(Comparison.ResultPair(place.variant, measurement))
      return pairs.count - 1
    }
    for (measurement, variant) in measured(a, at: paths) {
      pairs[pair(of: measurement, variant)].a = measurement
    }
    for (measurement, variant) in measured(b, at: paths) {
      pairs[pair(of: measurement, variant)].b = measurement
    }
    return pairs
  }

  private static func measured(
    _ side: ComparedManifest,
    at paths: [String]
  ) -> [(Measurement, variant: [String: String])] {
    guard let report = side.report else { return [] }
    let identities = VariantMatch.identities(of: side.manifest, at: paths)
    return report.results.map { ($0, identities[$0.variant] ?? $0.variant) }
  }

  private init(_ variant: [String: String], _ measurement: Measurement) {
    self.init(
      variant: variant,
      provider: measurement.provider,
      model: measurement.model,
      split: measurement.split,
      metric: measurement.metric,
      seed: measurement.seed
    )
  }
}
