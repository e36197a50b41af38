/// Lines of cells in columns two blanks apart; a column in which all is empty is left out.
package struct TextColumns {
  /// The columns whose cells end at the same place rather than begin there.
  package var rightAligned: Set<Int> = []

  /// The titles, each of one line or more, with a rule below them; empty where there are none.
  package var titles: [String] = []
  package var rows: [[String]] = []

  /// How many places a cell takes.
  package var cellWidth: (String) -> Int = \.count

  /// Adds to a padded cell of a row what takes no place, such as colour.
  package var style: (_ cell: String, _ row: Int, _ column: Int) -> String = { cell, _, _ in cell }

  package init(
    rightAligned: Set<Int> = [],
    titles: [String] = [],
    rows: [[String]] = []
  ) {
    self.rightAligned = rightAligned
    self.titles = titles
    self.rows = rows
  }

  /// The places that the longest line may take.
  package var width: Int {
    let shown = widths.filter { $0 > 0 }
    return shown.reduce(0, +) + 2 * max(0, shown.count - 1)
  }

  private var widths: [Int] {
    let all = titleLines + rows
    let count = all.map(\.count).max() ?? 0
    return (0..<count).map { column in
      all.map { column < $0.count ? cellWidth($0[column]) : 0 }.max() ?? 0
    }
  }

  /// The lines of the titles, which end on the same line.
  private var titleLines: [[String]] {
    guard !titles.isEmpty else { return [] }
    let stacks = titles.map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    let height = stacks.map(\.count).max() ?? 0
    return (0..<height).map { line in
      stacks.map { stack in
        let place = line - (height - stack.count)
        return place < 0 ? "" : String(stack[place])
      }
    }
  }

  /// The lines, without blanks at their ends.
  package var lines: [String] {
    let widths = widths
    let plain: (String, Int) -> String = { cell, _ in cell }
    let rule = widths.map { String(repeating: "─", count: $0) }
    let head =
      titles.isEmpty
      ? [] : titleLines.map { line($0, widths, plain) } + [line(rule, widths, plain)]
    return head + rows.enumerated().map { row, cells in line(cells, widths) { style($0, row, $1) } }
  }

  private func line(
    _ cells: [String],
    _ widths: [Int],
    _ style: (String, Int) -> String
  ) -> String {
    let padded = cells.enumerated().filter { widths[$0.offset] > 0 }.map { column, cell in
      let padding = String(repeating: " ", count: widths[column] - cellWidth(cell))
      guard !rightAligned.contains(column) else { return style(padding + cell, column) }
      return style(column == cells.count - 1 ? cell : cell + padding, column)
    }
    return padded.joined(separator: "  ").trimmedEnd
  }
}

extension TextColumns {
  /// A text on lines of at most so many places, where its words are not longer; on one line where that is nil.
  package static func wrapped(_ text: String, width: Int?) -> [String] {
    guard let width else { return [text] }
    return text.split(separator: " ").reduce(into: [""]) { lines, word in
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + word.count < width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
  }
}

extension String {
  /// The text without blanks at its end.
  package var trimmedEnd: String {
    guard let last = lastIndex(where: { $0 != " " }) else { return "" }
    return String(self[...last])
  }
}
