import Diagnostics
package import Report

/// A report as a Markdown page.
package struct MarkdownReport: Sendable {
  private let report: Report
  private let table: ReportTable
  private let sweep: Sweep?

  /// - Parameters:
  ///   - report: What to show.
  ///   - seconds: What steps took, by their names; nil where that is not shown.
  package init(_ report: Report, seconds: [String: Double]? = nil) {
    self.report = report
    table = ReportTable(report, seconds: seconds)
    sweep = Sweep(report)
  }

  package var text: String {
    var lines = ["# \(Self.escaped(report.name))", ""]
    if let description = report.description {
      lines += [Self.escaped(description), ""]
    }
    return (lines + means + table.markdownWithNotes).joined(separator: "\n") + "\n"
  }

  /// The means of a matrix's experiments, before all runs.
  private var means: [String] {
    guard let sweep else { return [] }
    let leaders = (report.leaders ?? []).map { "- \(Self.escaped($0.sentence))" }
    let blocks =
      [["## \(Self.escaped(sweep.heading))"], sweep.table.markdown]
      + sweep.grids.flatMap { grid in
        [
          ["On \(Self.escaped(grid.split)), \(Self.escaped(grid.model)):"],
          grid.markdown(escaping: TerminalText.escaped),
        ]
      } + [leaders, ["## All runs"]]
    return blocks.filter { !$0.isEmpty }.flatMap { $0 + [""] }
  }

  /// A text whose characters mean themselves in a Markdown table.
  package static func escaped(_ text: String) -> String {
    // A report is read in a terminal too.
    Markdown.escaped(text, TerminalText.escaped)
  }
}

extension Table {
  /// The lines of a text for a terminal, which what a manifest says must not steer, in so many places of a line; nil
  /// where lines may be of any length.
  package func text(width: Int?) -> [String] { text(width: width, escaping: TerminalText.escaped) }

  /// The lines of a Markdown table, which is read in a terminal too.
  package var markdown: [String] { markdown(escaping: TerminalText.escaped) }

  /// A Markdown table, an empty line and the table's notes.
  var markdownWithNotes: [String] {
    markdown + [""] + notes.map { "- \(MarkdownReport.escaped($0))" }
  }
}
