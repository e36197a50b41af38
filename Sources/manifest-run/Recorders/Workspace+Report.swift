import Engine
import Report
import Steps

extension Workspace {
  /// Writes a run's own copy of its report, with the durations that the cached report must not hold: equal
  /// work has equal artifacts, however long it took.
  ///
  /// - Parameters:
  ///   - report: What was measured.
  ///   - seconds: What each step took, by its name.
  ///   - spending: What was paid for the steps.
  ///   - run: The run.
  /// - Returns: The path of the copy for people.
  /// - Throws: Where it cannot be written.
  func writeReport(
    _ report: Report,
    _ seconds: [String: Double],
    _ spending: Spending,
    of run: RunID
  ) throws(WorkspaceError) -> String {
    let text = MarkdownReport(report, seconds: seconds).text + spending.markdown
    let path = try write(text, to: "report.md", of: run)
    let document = JSONDocument.pretty(TimedReport(report, seconds, spending))
    _ = try write(document, to: "report.json", of: run)
    return path
  }
}

/// A report and, under further keys, the seconds that each of its steps took and what they cost.
struct TimedReport: Encodable {
  let report: Report
  let seconds: [String: Double]
  let costs: [JSONObject]?

  init(_ report: Report, _ seconds: [String: Double], _ spending: Spending) {
    costs = spending.documents
    self.report = report
    let steps = Set(report.results.flatMap { [$0.steps.fineTune, $0.steps.evaluate] })
    self.seconds = seconds.filter { steps.contains($0.key) }
  }

  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(seconds, forKey: .seconds)
    try container.encodeIfPresent(costs, forKey: .costs)
  }

  private enum CodingKeys: CodingKey {
    case seconds, costs
  }
}
