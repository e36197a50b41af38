internal import Diagnostics

/// A table and its notes as lines of text for a terminal, columns two blanks apart.
package struct TextTable: Sendable {
  private var table: ReportTable

  package init(_ table: ReportTable) {
    self.table = table
    // What a manifest says must not steer the terminal.
    self.table.rows = table.rows.map { $0.map(TerminalText.escaped) }
    self.table.notes = table.notes.map(TerminalText.escaped)
  }

  /// The table's lines, the titles first, an empty line, and the notes.
  package var lines: [String] {
    rows + [""] + table.notes
  }

  private var rows: [String] {
    let titles = table.columns.map(\.title)
    let widths = titles.indices.map { column in
      ([titles] + table.rows).map { $0[column].count }.max() ?? 0
    }
    return ([titles] + [widths.map { String(repeating: "─", count: $0) }] + table.rows).map { row in
      let cells = row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return table.columns[column].alignment == .right
          ? padding + row[column] : row[column] + padding
      }
      return cells.joined(separator: "  ").trimmedEnd
    }
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    guard let last = lastIndex(where: { $0 != " " }) else { return "" }
    return String(self[...last])
  }
}
