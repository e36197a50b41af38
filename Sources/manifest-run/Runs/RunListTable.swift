import Diagnostics
import Engine
import Steps

/// Runs as a table for a terminal, one line each.
struct RunListTable {
  /// The columns of the results where there is no terminal to fit them into.
  private static let widestResult = 60

  private let runs: [ListedRun]
  private let style: TerminalStyle

  /// The columns of the terminal; nil where the table need not fit.
  private let width: Int?
  private let now: Double

  init(_ runs: [ListedRun], style: TerminalStyle, width: Int?, now: Double = Instant.now) {
    self.runs = runs
    self.style = style
    self.width = width
    self.now = now
  }

  /// The lines, the titles first.
  var text: String {
    let titles = ["run", "started", "manifest", "outcome", "took", "steps", "results"]
    let rows = runs.map(cells)
    var widths = titles.indices.map { column in
      ([titles] + rows).map { Self.width($0[column]) }.max() ?? 0
    }
    fit(&widths)
    let lines = ([titles] + rows).enumerated().map { index, row in
      line(row, widths, status: index == 0 ? nil : runs[index - 1].status)
    }
    let rule = widths.filter { $0 > 0 }.map { String(repeating: "─", count: $0) }
      .joined(separator: "  ")
    return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n") + "\n"
  }

  private func cells(_ run: ListedRun) -> [String] {
    [
      "\(run.run.id)", Instant.local(run.run.started),
      TerminalText.escaped(run.run.manifestName), run.status.rawValue,
      run.seconds(now: now).map(Decimals.duration) ?? "", RunWords.steps(run.counts),
      TerminalText.escaped(RunWords.results(run)),
    ]
  }

  /// Makes the columns narrower until the table fits: first the results, then the names; what is
  /// then too wide still goes, the steps first.
  private func fit(_ widths: inout [Int]) {
    guard let width else {
      widths[6] = min(widths[6], Self.widestResult)
      return
    }
    func excess() -> Int {
      let shown = widths.filter { $0 > 0 }
      return shown.reduce(0, +) + 2 * (shown.count - 1) - (width - 1)
    }
    for (column, least) in [(6, 16), (2, 12)] where excess() > 0 {
      widths[column] = max(min(widths[column], least), widths[column] - excess())
    }
    for column in [5, 6, 4] where excess() > 0 { widths[column] = 0 }
  }

  private func line(_ row: [String], _ widths: [Int], status: RunStatus?) -> String {
    let cells = row.indices.filter { widths[$0] > 0 }.map { column in
      let text = row[column].clippedToWidth(widths[column])
      let padding = String(repeating: " ", count: widths[column] - Self.width(text))
      // Numbers and durations end at the same place.
      let cell = column == 0 || column == 4 ? padding + text : text + padding
      return column == 3 ? colored(cell, status) : cell
    }
    return cells.joined(separator: "  ").trimmedEnd
  }

  private func colored(_ cell: String, _ status: RunStatus?) -> String {
    switch status {
    case .done: style.good(cell)
    case .failed, .killed: style.bad(cell)
    case .interrupted, .running, .waiting, nil: cell
    }
  }

  private static func width(_ text: String) -> Int {
    text.reduce(0) { $0 + TerminalText.width(of: $1) }
  }
}

extension String {
  /// The text without blanks at its end.
  var trimmedEnd: String {
    guard let last = lastIndex(where: { $0 != " " }) else { return "" }
    return String(self[...last])
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
    let variant = result.variant.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
      .joined()
    return "\(result.model) seed-\(result.seed)\(variant) \(result.split) \(value(result.value))"
  }

  private static func value(_ value: Double) -> String { Decimals.fixed(value, 3) }
}
