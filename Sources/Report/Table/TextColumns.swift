/// Lines of cells in columns two blanks apart; a column in which all is empty is left out.
package struct TextColumns {
  /// The columns whose cells end at the same place rather than begin there.
  package var rightAligned: Set<Int> = []

  /// The titles, with a rule below them; empty where there are none.
  package var titles: [String] = []
  package var rows: [[String]] = []

  /// How many places a cell takes.
  package var width: (String) -> Int = \.count

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

  /// The lines, without blanks at their ends.
  package var lines: [String] {
    let all = (titles.isEmpty ? [] : [titles]) + rows
    let count = all.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      all.map { column < $0.count ? width($0[column]) : 0 }.max() ?? 0
    }
    let plain: (String, Int) -> String = { cell, _ in cell }
    let head =
      titles.isEmpty
      ? []
      : [
        line(titles, widths, plain),
        line(widths.map { String(repeating: "─", count: $0) }, widths, plain),
      ]
    return head + rows.enumerated().map { row, cells in line(cells, widths) { style($0, row, $1) } }
  }

  private func line(
    _ cells: [String],
    _ widths: [Int],
    _ style: (String, Int) -> String
  ) -> String {
    let padded = cells.enumerated().filter { widths[$0.offset] > 0 }.map { column, cell in
      let padding = String(repeating: " ", count: widths[column] - width(cell))
      guard !rightAligned.contains(column) else { return style(padding + cell, column) }
      return style(column == cells.count - 1 ? cell : cell + padding, column)
    }
    return padded.joined(separator: "  ").trimmedEnd
  }
}

extension String {
  /// The text without blanks at its end.
  package var trimmedEnd: String {
    guard let last = lastIndex(where: { $0 != " " }) else { return "" }
    return String(self[...last])
  }
}
