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

  /// Writes the files.
  ///
  /// - Parameters:
  ///   - report: What was measured.
  ///   - seconds: What each step took, by its name.
  ///   - folder: The run's own folder.
  /// - Throws: Where they cannot be written.
  init(_ report: Report, _ seconds: [String: Double], in folder: String) throws {
    markdown = "\(folder)/report.md"
    json = "\(folder)/report.json"
    try Self.write(MarkdownReport(report, seconds: { seconds[$0] }).text, to: markdown)
    try Self.write(JSONDocument.pretty(TimedReport(report, seconds)), to: json)
  }

  private static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
  }
}

/// A report and, under one more key, the seconds that each of its steps took.
struct TimedReport: Encodable {
  let report: Report
  let seconds: [String: Double]

  init(_ report: Report, _ seconds: [String: Double]) {
    self.report = report
    let steps = Set(report.results.flatMap { [$0.steps.fineTune, $0.steps.evaluate] })
    self.seconds = seconds.filter { steps.contains($0.key) }
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
