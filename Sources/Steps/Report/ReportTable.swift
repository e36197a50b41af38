internal import Manifest

/// A report as rows of cells: what the terminal and the Markdown page both show.
///
/// A row is one model with one seed on one split; replicates of the same experiment are followed by
/// their mean.
package struct ReportTable: Sendable {
  package enum Alignment: Sendable { case left, right }

  package struct Column: Sendable {
    package var title: String
    package var alignment: Alignment
  }

  package var columns: [Column]
  package var rows: [[String]]
  package var notes: [String]

  /// - Parameters:
  ///   - report: What to show.
  ///   - seconds: How long the step of a name took, where that is to be shown and known.
  package init(_ report: Report, seconds: ((String) -> Double?)? = nil) {
    let groups = ReplicateGroup.groups(of: report.results)
    var shown = Shown(
      variants: report.results.contains { !$0.variant.isEmpty },
      seeds: groups.contains { $0.runs.count > 1 },
      exactMatch: report.results.contains { $0.metric == ReportTable.exactMatch },
      logProbability: report.results.contains { $0.metric == ReportTable.logProbability },
      seconds: seconds != nil,
      published: false
    )
    shown.published = report.results.contains { result in
      report.expectations.contains { $0.isPublished(for: result) }
    }
    columns = shown.columns
    rows = groups.flatMap { group in
      group.runs.map { shown.cells(RowCells($0, in: group, report, seconds: seconds)) }
        + (group.runs.count > 1 ? [shown.cells(RowCells(meanOf: group, report))] : [])
    }
    notes = Self.notes(report)
    if seconds != nil { notes.append("Seconds: tuning the model and asking it about the split.") }
  }

  init(columns: [Column], rows: [[String]], notes: [String]) {
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }

  static let exactMatch = "exact-match"
  static let logProbability = "log-probability"
  static let personaDifference = "persona-difference"

  private static func notes(_ report: Report) -> [String] {
    var notes: [String] = []
    let providers = Set(report.results.map(\.provider))
    if providers.contains("local") {
      notes.append(
        "local:NAME is a small transformer trained here from random weights; it stands in for the "
          + "published model of that name."
      )
    }
    if let missing = report.missing {
      notes.append("Not measured in this run: \(missing.joined(separator: ", ")).")
    }
    if let comparison = report.comparison {
      notes.append("Exact match: \(comparison). Interval: 95 % Wilson.")
    }
    if report.results.contains(where: { $0.subtracted != nil }) {
      notes.append(
        "The row of two splits: exact match on the first less that on the second, over the same "
          + "questions. Interval: 95 % Newcombe, paired (1998, method 10)."
      )
    }
    return notes + report.expectations.map { note($0, report) }
  }

  /// What was published, and whether on the data of the rows.
  private static func note(_ published: PublishedValue, _ report: Report) -> String {
    let stands = report.results.contains(where: published.isPublished)
    let data =
      published.otherData == nil ? "" : stands ? ", on the data of some rows" : ", on other data"
    let source = published.source.map { " (\($0))" } ?? ""
    return "Published\(data): \(published.model), \(published.split), \(published.metric) "
      + "\(published.value.plain)\(source)."
  }
}

/// Which columns a table has.
private struct Shown {
  var variants: Bool
  var seeds: Bool
  var exactMatch: Bool
  var logProbability: Bool
  var seconds: Bool
  var published: Bool

  var columns: [ReportTable.Column] {
    [("model", .left), ("parameters", .right)]
      .map(ReportTable.Column.init(title:alignment:))
      + column("variant", .left, if: variants)
      + column("seed", .right, if: seeds)
      + column("split", .left, if: true)
      + column("exact match", .right, if: exactMatch)
      + column("95 % interval", .left, if: exactMatch)
      + column("published", .right, if: published)
      + column("n", .right, if: true)
      + column("log-probability, base → tuned", .right, if: logProbability)
      + column("seconds", .right, if: seconds)
  }

  func cells(_ row: RowCells) -> [String] {
    [row.model, row.parameters]
      + (variants ? [row.variant] : [])
      + (seeds ? [row.seed] : [])
      + [row.split]
      + (exactMatch ? [row.exactMatch, row.interval] : [])
      + (published ? [row.published] : [])
      + [row.n]
      + (logProbability ? [row.logProbability] : [])
      + (seconds ? [row.seconds] : [])
  }

  private func column(
    _ title: String,
    _ alignment: ReportTable.Alignment,
    if isShown: Bool
  ) -> [ReportTable.Column] {
    isShown ? [ReportTable.Column(title: title, alignment: alignment)] : []
  }
}
