/// A report as a Markdown page.
package struct MarkdownReport: Sendable {
  private let report: Report
  private let table: ReportTable

  /// - Parameters:
  ///   - report: What to show.
  ///   - seconds: How long the step of a name took, where that is to be shown and known.
  package init(_ report: Report, seconds: ((String) -> Double?)? = nil) {
    self.report = report
    table = ReportTable(report, seconds: seconds)
  }

  package var text: String {
    var lines = ["# \(Self.escaped(report.name))", ""]
    if let description = report.description {
      lines += [Self.escaped(description), ""]
    }
    lines.append(Self.row(table.columns.map(\.title)))
    lines.append(Self.row(table.columns.map { $0.alignment == .right ? "---:" : "---" }))
    lines += table.rows.map(Self.row)
    lines.append("")
    lines += table.notes.map { "- \(Self.escaped($0))" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map(escaped).joined(separator: " | ") + " |"
  }

  /// A text whose characters mean themselves in a Markdown table.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "|", "*", "_", "`", "<", ">", "[", "]", "\\": result += "\\\(character)"
      case _ where character.isNewline: result += " "
      default: result.append(character)
      }
    }
    return result
  }
}
