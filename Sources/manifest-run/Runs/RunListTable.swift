import Diagnostics
import Engine
import Report
import Steps
import System

/// Runs as a table for a terminal, one line each.
struct RunListTable {
  private let table: Table<ListedRun>
  private let style: TerminalStyle

  /// The columns of the terminal; nil where the table need not fit.
  private let width: Int?

  /// Whether results may be cut short to fit.
  private let clipsResults: Bool

  init(
    _ runs: [ListedRun],
    style: TerminalStyle,
    width: Int?,
    clipsResults: Bool = true,
    now: Double = Instant.now
  ) {
    self.clipsResults = clipsResults
    table = Table(RunColumns.terminal(now: now), of: runs)
    self.style = style
    self.width = width
  }

  /// The lines, the titles first.
  var text: String {
    let titles = table.columns.map(\.title)
    let rows = table.rows.map { $0.map(TerminalText.escaped) }
    let widths = fitted(
      titles.indices.map { column in ([titles] + rows).map { Self.width($0[column]) }.max() ?? 0 }
    )
    func clipped(_ row: [String]) -> [String] {
      zip(row, widths).map { $1 == 0 ? "" : $0.clippedToWidth($1) }
    }
    var columns = TextColumns(
      rightAligned: Set(titles.indices.filter { table.columns[$0].alignment == .right }),
      titles: clipped(titles),
      rows: rows.map(clipped)
    )
    columns.cellWidth = Self.width
    columns.style = { cell, row, column in
      titles[column] == "outcome" ? colored(cell, table.items[row].status) : cell
    }
    return columns.lines.joined(separator: "\n") + "\n"
  }

  /// The widths of the columns in a table that fits.
  ///
  /// It narrows the results, unless somebody has asked for them, and then the names. Where that is not enough it
  /// leaves out steps, results and times, in this order.
  private func fitted(_ natural: [Int]) -> [Int] {
    var widths = natural
    func indices(_ titles: [String]) -> [Int] {
      titles.compactMap { title in table.columns.firstIndex { $0.title == title } }
    }
    guard let width else { return widths }
    func excess() -> Int {
      let shown = widths.filter { $0 > 0 }
      return shown.reduce(0, +) + 2 * (shown.count - 1) - (width - 1)
    }
    let narrowed = [("results", 16), ("manifest", 12)].dropFirst(clipsResults ? 0 : 1)
    for (title, least) in narrowed {
      for column in indices([title]) where excess() > 0 {
        widths[column] = max(min(widths[column], least), widths[column] - excess())
      }
    }
    let left = clipsResults ? ["steps", "results", "took"] : ["steps", "took", "started"]
    for column in indices(left) where excess() > 0 { widths[column] = 0 }
    return widths
  }

  private func colored(_ cell: String, _ status: RunStatus) -> String {
    switch status {
    case .done: style.good(cell)
    case .failed, .killed: style.bad(cell)
    case .interrupted, .running, .waiting: cell
    }
  }

  private static func width(_ text: String) -> Int {
    text.reduce(0) { $0 + TerminalText.width(of: $1) }
  }
}

/// The words in which lists and pages tell of runs.
enum RunWords {
  /// How the steps ended: `16 built`, `14 reused, 2 failed`.
  static func steps(_ counts: [String: Int]) -> String {
    ["built", "reused", "failed", "skipped", "waiting"]
      .compactMap { name in counts[name].map { "\($0) \(name)" } }
      .joined(separator: ", ")
  }

  /// The results of a run in a few words.
  ///
  /// Of a list with conditions, the results that meet them; else the lowest and the highest value of
  /// what was measured first, which is the first split's.
  static func results(_ run: ListedRun) -> String {
    if run.matching.count < run.results.count || run.matching.count == 1 {
      return run.matching.map(result).joined(separator: ", ")
    }
    guard let first = run.results.first else { return "" }
    let values = run.results
      .filter { $0.metric == first.metric && $0.split == first.split }
      .map(\.value)
    guard let lowest = values.min(), let highest = values.max() else { return "" }
    let range = lowest == highest ? value(lowest) : "\(value(lowest))–\(value(highest))"
    return "\(first.metric) \(first.split) \(range)"
  }

  /// A result with what tells it from the run's others: `curie seed-0 unrealized 0.960`.
  static func result(_ result: Measurement) -> String {
    let variant = result.variant.isEmpty ? "" : " \(result.variant.listed)"
    return "\(result.model) seed-\(result.seed)\(variant) \(result.split) \(value(result.value))"
  }

  private static func value(_ value: Double) -> String { Decimals.fixed(value, 3) }
}
