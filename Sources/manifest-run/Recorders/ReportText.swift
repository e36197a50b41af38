import Diagnostics
import Report
import Steps

/// What was measured, as lines for a terminal.
struct ReportText {
  let report: Report

  /// What steps took, by their names.
  let seconds: [String: Double]

  /// Whether every run of a matrix has a row of its own.
  var listsEach = false

  /// The places of a line; nil where lines may be of any length.
  let width: Int?

  var lines: [String] {
    let table = ReportTable(report, seconds: seconds)
    guard let sweep = Sweep(report) else { return table.text(width: width) }
    // Durations are those of runs, and are not in the means.
    let notes = (report.leaders ?? []).map(\.sentence) + ReportTable(report).notes
    let blocks =
      [[TerminalText.escaped(sweep.heading) + ":"] + sweep.table.text(width: width)]
      + sweep.grids.map { grid in
        [TerminalText.escaped("on \(grid.split), \(grid.model):")]
          + grid.text(escaping: TerminalText.escaped)
      }
      + [notes.flatMap { TextColumns.wrapped(TerminalText.escaped($0), width: width) }]
      + (listsEach ? [["all runs:"] + table.text(width: width)] : [])
    return Array(blocks.joined(separator: [""]))
  }
}
