import Diagnostics
internal import Report

/// A comparison as Markdown, for the description of a pull request.
package struct MarkdownComparison: Sendable {
  private let comparison: Comparison

  package init(_ comparison: Comparison) {
    self.comparison = comparison
  }

  package var text: String {
    let sides = [("A", comparison.a), ("B", comparison.b)].map { name, side in
      "- \(name): \(Self.code(side.label))"
    }
    var blocks = [sides]
    if let sentence = ComparisonWords.result(comparison) {
      blocks.append(["**\(MarkdownReport.escaped(sentence))**"])
    }
    blocks.append([ComparisonWords.heading(comparison)])
    if !comparison.differences.isEmpty { blocks.append(differences) }
    if let sentence = ComparisonWords.variants(comparison.variants) {
      blocks.append([MarkdownReport.escaped(sentence)])
    }
    blocks.append([ComparisonWords.steps(comparison)])
    if !comparison.steps.rerun.isEmpty { blocks.append(steps) }
    if comparison.results.isEmpty { blocks.append([ComparisonWords.nothingMeasured]) }
    for table in ComparisonTable.all(comparison) {
      blocks.append(["### \(MarkdownReport.escaped(table.heading))"])
      blocks.append(table.table.markdownWithNotes)
    }
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var differences: [String] {
    Self.table(
      ["key", "A", "B", "affects"],
      comparison.differences.map { difference in
        [
          Self.code(difference.path), Self.cell(difference.a), Self.cell(difference.b),
          difference.affects.rawValue,
        ]
      }
    )
  }

  /// The steps that differ; folded away, since there may be hundreds.
  private var steps: [String] {
    ["<details><summary>Steps that differ</summary>", ""]
      + Self.table(
        ["step", "why"],
        comparison.steps.rerun.map { [Self.code($0.id), MarkdownReport.escaped($0.reason)] }
      )
      + ["", "</details>"]
  }

  private static func table(_ titles: [String], _ rows: [[String]]) -> [String] {
    Markdown.table(titles, titles.map { _ in .left }, rows)
  }

  private static func cell(_ value: Comparison.Value?) -> String {
    guard let value else { return ComparisonWords.absent }
    return "\(code(value.text))<br>\(MarkdownReport.escaped("\(value.origin)"))"
  }

  /// A text as code in a table's cell, whatever characters it has.
  private static func code(_ text: String) -> String {
    let line = TerminalText.escaped(String(text.map { $0.isNewline ? " " : $0 }))
    let longest = line.split { $0 != "`" }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longest + 1)
    let padding = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
    // A bar ends the cell even inside code, unless it is escaped.
    return fence + padding + line.replacing("|", with: "\\|") + padding + fence
  }
}
