import Diagnostics

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
    return (lines + Self.lines(of: table)).joined(separator: "\n") + "\n"
  }

  /// A table, an empty line and the table's notes.
  static func lines(of table: ReportTable) -> [String] {
    let alignments = table.columns.map { $0.alignment == .right ? "---:" : "---" }
    return [row(table.columns.map(\.title)), row(alignments)] + table.rows.map(row)
      + [""] + table.notes.map { "- \(escaped($0))" }
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map(escaped).joined(separator: " | ") + " |"
  }

  /// A text whose characters mean themselves in a Markdown table.
  package static func escaped(_ text: String) -> String {
    var result = ""
    // A report is read in a terminal too.
    for character in TerminalText.escaped(String(text.map { $0.isNewline ? " " : $0 })) {
      switch character {
      case "|", "*", "_", "`", "<", ">", "[", "]", "\\": result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }
}
