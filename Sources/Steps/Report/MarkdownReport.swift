import Diagnostics
package import Report

/// A report as a Markdown page.
package struct MarkdownReport: Sendable {
  private let report: Report
  private let table: ReportTable

  /// - Parameters:
  ///   - report: What to show.
  ///   - seconds: What steps took, by their names; nil where that is not shown.
  package init(_ report: Report, seconds: [String: Double]? = nil) {
    self.report = report
    table = ReportTable(report, seconds: seconds)
  }

  package var text: String {
    var lines = ["# \(Self.escaped(report.name))", ""]
    if let description = report.description {
      lines += [Self.escaped(description), ""]
    }
    return (lines + table.markdownWithNotes).joined(separator: "\n") + "\n"
  }

  /// A text whose characters mean themselves in a Markdown table.
  package static func escaped(_ text: String) -> String {
    // A report is read in a terminal too.
    Markdown.escaped(text, TerminalText.escaped)
  }
}

extension Table {
  /// The lines of a text for a terminal, which what a manifest says must not steer.
  package var text: [String] { text(escaping: TerminalText.escaped) }

  /// The lines of a Markdown table, which is read in a terminal too.
  package var markdown: [String] { markdown(escaping: TerminalText.escaped) }

  /// A Markdown table, an empty line and the table's notes.
  var markdownWithNotes: [String] {
    markdown + [""] + notes.map { "- \(MarkdownReport.escaped($0))" }
  }
}
