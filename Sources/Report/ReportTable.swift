internal import Metrics

/// A report's rows: one model with one seed on one split each.
package typealias ReportTable = Table<ReportRow>

extension Table where Row == ReportRow {
  /// - Parameters:
  ///   - report: What to show.
  ///   - seconds: What steps took, by their names; nil where that is not shown.
  package init(_ report: Report, seconds: [String: Double]? = nil) {
    self.init(
      ReportColumns.all,
      of: ReportRow.rows(of: report, seconds: seconds),
      notes: report.notes
        + (seconds == nil ? [] : ["Seconds: tuning the model and asking it about the split."])
    )
  }
}

extension Report {
  fileprivate var notes: [String] {
    var notes = providerNotes
    if let missing {
      notes.append("Not measured in this run: \(missing.joined(separator: ", ")).")
    }
    if let undertrained { notes.append(undertrained) }
    let measured = Set(results.map(\.metric))
    return notes + Metric.all.filter { measured.contains($0.name) }.compactMap(note)
      + expectations.map(note)
  }

  /// What a metric with an interval is, and how the interval is made.
  private func note(_ metric: Metric) -> String? {
    guard let interval = metric.interval else { return nil }
    let isExactMatch = metric.name == Metric.exactMatch.name
    let definition = isExactMatch ? comparison ?? metric.definition : metric.definition
    let subject =
      metric.isDifference
      ? "The row of two splits" : metric.heading.prefix(1).uppercased() + metric.heading.dropFirst()
    return "\(subject): \(definition). Interval: \(interval)."
  }

  /// What was published, and whether on the data of the rows.
  private func note(_ published: PublishedValue) -> String {
    let stands = results.contains(where: published.isPublished)
    let data =
      published.otherData == nil ? "" : stands ? ", on the data of some rows" : ", on other data"
    let source = published.source.map { " (\($0))" } ?? ""
    return "Published\(data): \(published.model), \(published.split), \(published.metric) "
      + "\(Decimals.plain(published.value))\(source)."
  }
}
