/// Lines of cells in columns two blanks apart; a column in which all is empty is left out.
struct TextColumns {
  /// The columns whose cells end at the same place rather than begin there.
  var rightAligned: Set<Int> = []
  var rows: [[String]] = []

  /// The rows as lines, without blanks at their ends.
  var lines: [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() where widths[column] > 0 {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        if !line.isEmpty { line += "  " }
        line += rightAligned.contains(column) ? padding + cell : cell + padding
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
