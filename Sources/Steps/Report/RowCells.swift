internal import Manifest

/// The texts of one row of a report's table.
struct RowCells {
  var model: String
  var parameters: String
  var variant: String
  var seed = ""
  var split: String
  var exactMatch = ""
  var interval = ""
  var published = ""
  var n = ""
  var logProbability = ""
  var seconds = ""

  /// The row of one run.
  init(
    _ run: ReplicateGroup.Run,
    in group: ReplicateGroup,
    _ report: Report,
    seconds duration: ((String) -> Double?)?
  ) {
    self.init(common: group.common)
    seed = String(run.measurements[0].seed)
    n = String(run.measurements[0].n)
    if let match = run[ReportTable.exactMatch] {
      // A share of a thousand items has a third digit that means something.
      let digits = match.n < 1000 ? 2 : 3
      exactMatch = Decimals.fixed(match.value, digits)
      interval = Self.interval(match.interval, digits)
    }
    if let difference = run[ReportTable.personaDifference] {
      exactMatch = Decimals.signed(difference.value, 2)
      interval = Self.signedInterval(difference.interval)
    }
    if let likelihood = run[ReportTable.logProbability] {
      logProbability = Self.change(from: likelihood.baseValue, to: likelihood.value)
    }
    if group.runs.count == 1 {
      published = Self.published(group.common, report)
    }
    let steps = run.measurements[0].steps
    if let duration, let tuning = duration(steps.fineTune), let asking = duration(steps.evaluate) {
      seconds = Decimals.fixed(tuning + asking, 1)
    }
  }

  /// The row of the mean over a group's runs; it has no interval, since the runs ask the same questions.
  init(meanOf group: ReplicateGroup, _ report: Report) {
    self.init(common: group.common)
    seed = "mean of \(group.runs.count)"
    if let mean = group.mean(ReportTable.exactMatch) {
      exactMatch = Decimals.fixed(mean, 3)
    }
    if let mean = group.mean(ReportTable.personaDifference) {
      exactMatch = Decimals.signed(mean, 3)
    }
    if let tuned = group.mean(ReportTable.logProbability) {
      logProbability = Self.change(
        from: group.mean(ReportTable.logProbability, \.baseValue),
        to: tuned
      )
    }
    published = Self.published(group.common, report)
  }

  private init(common: Measurement) {
    model = "\(common.provider):\(common.model)"
    parameters = common.parameters.map(Decimals.parameters) ?? ""
    variant = common.variant.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    split = common.subtracted.map { "\(common.split) − \($0)" } ?? common.split
  }

  /// A difference's interval with the bounds' signs; empty where there is none.
  static func signedInterval(_ bounds: [Double]?) -> String {
    guard let bounds, bounds.count == 2 else { return "" }
    return "\(Decimals.signed(bounds[0], 2)) to \(Decimals.signed(bounds[1], 2))"
  }

  /// An interval of a share as its lower and upper bound.
  static func interval(_ bounds: [Double]?, _ digits: Int) -> String {
    guard let bounds, bounds.count == 2 else { return "" }
    return "\(Decimals.fixed(bounds[0], digits))–\(Decimals.fixed(bounds[1], digits))"
  }

  private static func change(from base: Double?, to tuned: Double) -> String {
    let tuned = Decimals.fixed(tuned, 2)
    return base.map { "\(Decimals.fixed($0, 2)) → \(tuned)" } ?? tuned
  }

  /// The published values for a model and a split, as they were written.
  private static func published(_ common: Measurement, _ report: Report) -> String {
    report.expectations
      .filter { $0.isPublished(for: common) }
      .map { expectation in
        let isShare = expectation.metric != ReportTable.logProbability
        return (isShare ? "" : "\(expectation.metric) ") + expectation.value.plain
      }
      .joined(separator: ", ")
  }
}
