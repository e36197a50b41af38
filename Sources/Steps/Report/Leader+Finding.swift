internal import Metrics
internal import Report
internal import Statistics

extension Leader {
  /// Who did best with each model on each split, by the first metric that says which answers are right.
  ///
  /// The two highest are compared as `diff` compares two runs. That they are the highest of several makes their
  /// difference look smaller than that of two which somebody has named before, and never larger.
  ///
  /// - Parameters:
  ///   - results: What was measured.
  ///   - records: What was asked about each question for a measurement.
  /// - Returns: One for each model and split with two experiments or more.
  /// - Throws: What `records` throws.
  static func all<Failure: Error>(
    of results: [Measurement],
    records: (Measurement) throws(Failure) -> [ItemRecord]
  ) throws(Failure) -> [Leader] {
    let names = Set(results.map(\.metric))
    guard let metric = Metric.all.first(where: { $0.isShare && names.contains($0.name) }) else {
      return []
    }
    let groups = results.filter { $0.metric == metric.name }
      .grouped { [$0.provider, $0.model, $0.split] }
    var leaders: [Leader] = []
    for group in groups {
      let experiments = group.grouped(by: \.variant)
      let means = experiments.map { runs in
        runs.reduce(0) { $0 + $1.value } / Double(runs.count)
      }
      let order = experiments.indices.sorted { (-means[$0], $0) < (-means[$1], $1) }
      guard order.count > 1 else { continue }
      let (best, next) = (experiments[order[0]], experiments[order[1]])
      let difference = try AnswerComparison.difference(
        of: best,
        less: next,
        by: metric,
        records: records
      )
      guard let difference else { continue }
      leaders.append(
        Leader(
          best[0],
          best: best[0].variant,
          next: next[0].variant,
          difference: difference.difference,
          interval: (difference.lower, difference.upper),
          p: difference.p,
          method: difference.method.interval,
          test: difference.method.test,
          isSeparable: difference.verdict == .better
        )
      )
    }
    return leaders
  }
}
