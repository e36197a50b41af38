package import Metrics

/// What the experiments of a matrix gave, their seeds folded into means.
package struct Sweep: Sendable {
  /// One experiment with one model.
  package struct Experiment: Sendable {
    package let provider: String
    package let model: String
    package let variant: [String: String]

    /// Whether it did best, and the comparison with the next allows to say so.
    package let isBest: Bool

    /// What the runs gave by the first metric, split by split.
    let measured: [String: [Measurement]]

    var modelName: String { "\(provider):\(model)" }
  }

  /// The experiments of each model together, the highest on the first split first.
  package let experiments: [Experiment]

  /// The metric that is shown, and by which they are sorted.
  package let metric: Metric

  /// The splits in the order of the results.
  package let splits: [String]

  /// The key paths that are varied.
  package let paths: [String]

  /// - Parameter report: The results; nil is given where no matrix made them.
  package init?(_ report: Report) {
    let varied = report.results.filter { !$0.variant.isEmpty && $0.subtracted == nil }
    let names = Set(varied.map(\.metric))
    guard let metric = Metric.all.first(where: { names.contains($0.name) && !$0.isDifference })
    else { return nil }
    let results = varied.filter { $0.metric == metric.name }
    self.metric = metric
    splits = results.grouped(by: \.split).map { $0[0].split }
    paths = Set(results.flatMap(\.variant.keys)).sorted()
    let first = splits[0]
    let leaders = (report.leaders ?? []).filter { $0.isSeparable && $0.split == first }
    let models = results.grouped { [$0.provider, $0.model] }
    experiments = models.flatMap { results in
      let all = results.grouped(by: \.variant).map { runs in
        let variant = runs[0].variant
        return Experiment(
          provider: runs[0].provider,
          model: runs[0].model,
          variant: variant,
          isBest: leaders.contains {
            $0.provider == runs[0].provider && $0.model == runs[0].model && $0.best == variant
          },
          measured: Dictionary(grouping: runs, by: \.split)
        )
      }
      let values = all.map { $0.value(on: first) ?? -.infinity }
      // Equal ones stay in the order of the manifest.
      return all.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }.map { all[$0] }
    }
  }
}

extension Sweep.Experiment {
  /// The mean over the runs; nil where nothing was measured on the split.
  package func value(on split: String) -> Double? {
    guard let runs = measured[split], !runs.isEmpty else { return nil }
    return runs.reduce(0) { $0 + $1.value } / Double(runs.count)
  }

  func cell(on split: String, _ metric: Metric) -> MetricCell? {
    guard let runs = measured[split], let n = runs.map(\.n).max() else { return nil }
    return MetricCell(runs, metric, items: n)
  }

  /// How many runs there are at most on a split.
  var seeds: Int { measured.values.map(\.count).max() ?? 0 }

  /// The lowest and the highest run, or the interval of the only one.
  func range(on split: String, _ metric: Metric) -> String {
    guard let runs = measured[split], let cell = cell(on: split, metric) else { return "" }
    guard runs.count > 1 else { return cell.interval }
    let values = runs.map(\.value)
    guard let lowest = values.min(), let highest = values.max() else { return "" }
    return [lowest, highest].map(cell.text).joined(separator: "–")
  }
}
