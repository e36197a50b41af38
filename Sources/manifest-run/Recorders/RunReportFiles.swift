import Engine
import Steps

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A run's own copy of its report, with the durations that the cached report must not hold: equal
/// work has equal artifacts, however long it took.
struct RunReportFiles {
  let markdown: String
  let json: String

  /// Writes the files into the run's folder.
  ///
  /// - Throws: Where they cannot be written.
  init(_ report: Report, in result: RunResult, workspace: Workspace) throws {
    let folder = try workspace.runFolder(result.run)
    markdown = "\(folder)/report.md"
    json = "\(folder)/report.json"
    try Self.write(MarkdownReport(report, seconds: result.seconds(of:)).text, to: markdown)
    try Self.write(JSONDocument.pretty(TimedReport(report, in: result)), to: json)
  }

  private static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
  }
}

/// A report and, under one more key, the seconds that each of its steps took.
struct TimedReport: Encodable {
  let report: Report
  let seconds: [String: Double]

  init(_ report: Report, in result: RunResult) {
    self.report = report
    let steps = report.results.flatMap { [$0.steps.fineTune, $0.steps.evaluate] }
    seconds = Dictionary(
      Set(steps).compactMap { step in result.seconds(of: step).map { (step, $0) } },
      uniquingKeysWith: { first, _ in first }
    )
  }

  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(seconds, forKey: .seconds)
  }

  private enum CodingKeys: CodingKey {
    case seconds
  }
}
