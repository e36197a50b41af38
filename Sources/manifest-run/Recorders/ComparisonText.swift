import Diagnostics
import Report
import Steps

/// A comparison as lines for a terminal.
struct ComparisonText {
  /// The most steps that are listed where not all are asked for.
  static let mostSteps = 20

  let comparison: Comparison
  let style: TerminalStyle

  /// Whether every step is listed.
  let listsAllSteps: Bool

  init(_ comparison: Comparison, style: TerminalStyle, listsAllSteps: Bool) {
    self.comparison = comparison
    self.style = style
    self.listsAllSteps = listsAllSteps
  }

  var text: String {
    var blocks = [
      [
        style.bad("A") + "  " + TerminalText.escaped(comparison.a.label),
        style.good("B") + "  " + TerminalText.escaped(comparison.b.label),
      ],
      [ComparisonWords.heading(comparison)],
    ]
    blocks += comparison.differences.map(lines)
    if let sentence = ComparisonWords.variants(comparison.variants) { blocks.append([sentence]) }
    blocks.append([ComparisonWords.steps(comparison)] + steps)
    blocks.append(
      comparison.results.isEmpty
        ? [ComparisonWords.nothingMeasured]
        : ComparisonTable(comparison).table.text
    )
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private func lines(of difference: Comparison.Difference) -> [String] {
    let width = [difference.a, difference.b].map { Self.text($0).count }.max() ?? 0
    return [
      "  \(TerminalText.escaped(difference.path))  "
        + style.dim("affects \(difference.affects.rawValue)"),
      "    " + style.bad("A") + "  " + line(of: difference.a, width),
      "    " + style.good("B") + "  " + line(of: difference.b, width),
    ]
  }

  /// A value and, in a column of its own where values are short, where it comes from.
  private func line(of value: Comparison.Value?, _ width: Int) -> String {
    let text = Self.text(value)
    guard let value else { return text }
    let padding = String(repeating: " ", count: width <= 48 ? width - text.count : 0)
    return text + padding + "  " + style.dim(TerminalText.escaped("\(value.origin)"))
  }

  private static func text(_ value: Comparison.Value?) -> String {
    value.map { TerminalText.escaped($0.text) } ?? ComparisonWords.absent
  }

  private var steps: [String] {
    let all = comparison.steps.rerun
    // A single step takes no more lines than the remark that one was left out.
    let shown =
      listsAllSteps || all.count <= Self.mostSteps + 1 ? all[...] : all.prefix(Self.mostSteps)
    var columns = TextColumns(
      rows: shown.map { [TerminalText.escaped($0.id), TerminalText.escaped($0.reason)] }
    )
    columns.style = { cell, _, column in column == 1 ? style.dim(cell) : cell }
    let lines = columns.lines.map { "  " + $0 }
    guard shown.count < all.count else { return lines }
    return lines + ["  and \(all.count - shown.count) more; '--verbose' lists them"]
  }
}
