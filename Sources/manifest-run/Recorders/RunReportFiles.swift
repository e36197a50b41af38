import Engine
import Steps

/// A run's own copy of its report, with the durations that the cached report must not hold: equal
/// work has equal artifacts, however long it took.
struct RunReportFiles {
  let markdown: String
  let json: String

  /// Writes the files.
  ///
  /// - Parameters:
  ///   - report: What was measured.
  ///   - seconds: What each step took, by its name.
  ///   - spending: What was paid for the steps.
  ///   - run: The run.
  ///   - workspace: Where it happened.
  /// - Throws: Where they cannot be written.
  init(
    _ report: Report,
    _ seconds: [String: Double],
    _ spending: Spending,
    of run: RunID,
    in workspace: Workspace
  ) throws(WorkspaceError) {
    let text = MarkdownReport(report, seconds: { seconds[$0] }).text + spending.markdown
    markdown = try workspace.write(text, to: "report.md", of: run)
    let document = JSONDocument.pretty(TimedReport(report, seconds, spending))
    json = try workspace.write(document, to: "report.json", of: run)
  }
}

/// A report and, under further keys, the seconds that each of its steps took and what they cost.
struct TimedReport: Encodable {
  let report: Report
  let seconds: [String: Double]
  let costs: [ChargeDocument]?

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
