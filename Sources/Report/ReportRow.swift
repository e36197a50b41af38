internal import Metrics

/// A row of a report's table: a model with one seed on one split, or the mean over its seeds.
package struct ReportRow: Sendable {
  /// All metrics of the run, or of each run where the row is a mean.
  let runs: [[Measurement]]

  /// Whether the row stands for all runs that differ in nothing but their seed.
  let isWhole: Bool

  /// The values that were published for the model and split.
  let published: [PublishedValue]

  /// Whether durations are shown.
  let isTimed: Bool

  /// What tuning the model and asking it about the split took, where that is known.
  let seconds: Double?

  /// What the row's measurements have in common is taken from the first.
  var first: Measurement { runs[0][0] }
  var isMean: Bool { runs.count > 1 }

  /// The rows of a report, with what steps took by their names where that is shown: replicates of the
  /// same experiment are followed by their mean.
  static func rows(of report: Report, seconds: [String: Double]?) -> [ReportRow] {
    report.results.grouped(by: Experiment.init).flatMap { measurements in
      let published = report.expectations.filter { $0.isPublished(for: measurements[0]) }
      let runs = measurements.grouped(by: \.seed)
      return (runs.map { [$0] } + (runs.count > 1 ? [runs] : [])).map { shown in
        let steps = shown[0][0].steps
        let tuning = shown.count == 1 ? seconds?[steps.fineTune] : nil
        let asking = seconds?[steps.evaluate]
        return ReportRow(
          runs: shown,
          isWhole: shown.count == runs.count,
          published: published,
          isTimed: seconds != nil,
          seconds: tuning.flatMap { tuning in asking.map { tuning + $0 } }
        )
      }
    }
  }

  /// What the row shows of a metric; nil where none of its runs has it.
  func cell(_ metric: Metric) -> MetricCell? {
    let measured = runs.compactMap { run in run.first { $0.metric == metric.name } }
    guard !measured.isEmpty else { return nil }
    // The bounds of a difference have two digits, however many items there are.
    return MetricCell(measured, metric, items: metric.isDifference ? 0 : measured[0].n)
  }

  /// What stands in the column of a share: the share, or a difference of it on two splits.
  func cell(in share: Metric) -> MetricCell? {
    Metric.all.filter { $0.isShown(in: share) }.compactMap { cell($0) }.first
  }
}

/// What replicates have in common.
private struct Experiment: Hashable {
  var provider, model, split: String
  var variant: [String: String]

  /// A difference is no metric of its split alone.
  var subtracted: String?

  init(_ measurement: Measurement) {
    (provider, model) = (measurement.provider, measurement.model)
    (split, subtracted) = (measurement.split, measurement.subtracted)
    variant = measurement.variant
  }
}
