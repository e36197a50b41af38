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

  /// Whether every answer is listed that is right on one side alone.
  let listsItems: Bool

  /// The places of a line; nil where lines may be of any length.
  let width: Int?

  init(
    _ comparison: Comparison,
    style: TerminalStyle,
    listsAllSteps: Bool,
    listsItems: Bool = false,
    width: Int? = nil
  ) {
    self.comparison = comparison
    self.style = style
    self.listsAllSteps = listsAllSteps
    self.listsItems = listsItems
    self.width = width
  }

  var text: String {
    var blocks = [
      [
        style.bad("A") + "  " + TerminalText.escaped(comparison.a.label),
        style.good("B") + "  " + TerminalText.escaped(comparison.b.label),
      ]
    ]
    if let sentence = ComparisonWords.result(comparison) {
      blocks.append(
        TextColumns.wrapped(TerminalText.escaped(sentence), width: width ?? 80).map(style.strong)
      )
    }
    blocks.append([ComparisonWords.heading(comparison)])
    blocks += comparison.differences.map(lines)
    if let sentence = ComparisonWords.variants(comparison.variants) { blocks.append([sentence]) }
    blocks.append([ComparisonWords.steps(comparison)] + steps)
    if comparison.results.isEmpty { blocks.append([ComparisonWords.nothingMeasured]) }
    for table in ComparisonTable.all(comparison) {
      blocks.append([TerminalText.escaped(table.heading) + ":"] + table.table.text(width: width))
    }
    if listsItems { blocks += items }
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  /// The answers that are right on one side alone, a block for each.
  private var items: [[String]] {
    comparison.answers.flatMap { answer in
      answer.flips.map { flip in
        let seeds =
          flip.seedOfA == flip.seedOfB
          ? "seed \(flip.seedOfA)" : "seeds \(flip.seedOfA) and \(flip.seedOfB)"
        let place = [answer.model, answer.variant.listed, seeds, answer.split, answer.metric]
        let head = place.filter { !$0.isEmpty }.joined(separator: " ")
        let mark = flip.isGained ? style.good("gained") : style.bad("lost")
        return [mark + "  " + style.dim(TerminalText.escaped(head))]
          + [("", flip.prompt), ("target", flip.target), ("A", flip.a), ("B", flip.b)]
          .map { "  \($0.padded(to: 6))  \(TerminalText.escaped($1))" }
      }
    }
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
