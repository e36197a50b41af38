extension Table {
  /// The lines of a text, the titles first, and after an empty line the notes; what rows and notes say is
  /// made safe where it is shown.
  ///
  /// - Parameters:
  ///   - width: The places of a line; nil where lines may be of any length. A table that is wider has its titles on
  ///     several lines and then leaves columns out, which a note names.
  ///   - escaped: Makes a text safe.
  /// - Returns: The lines, without their ends.
  package func text(width: Int? = nil, escaping escaped: (String) -> String) -> [String] {
    var table = self
    var columns = table.textColumns(escaped)
    var left: [String] = []
    if let width, columns.width > width {
      columns.titles = table.stackedTitles(columns)
      while columns.width > width, let place = table.leastImportant {
        left.append(table.columns.remove(at: place).title)
        columns = table.textColumns(escaped)
        columns.titles = table.stackedTitles(columns)
      }
    }
    let names = left.map { "'\($0)'" }.joined(separator: ", ")
    let room =
      left.isEmpty ? [] : ["Left out for want of room: \(names). A wider terminal shows all."]
    let notes = (notes + room).flatMap { TextColumns.wrapped(escaped($0), width: width) }
    return columns.lines + (notes.isEmpty ? [] : [""] + notes)
  }

  private func textColumns(_ escaped: (String) -> String) -> TextColumns {
    TextColumns(
      rightAligned: Set(columns.indices.filter { columns[$0].alignment == .right }),
      titles: columns.map(\.title),
      rows: rows.map { $0.map(escaped) }
    )
  }

  /// The column that is left out first; of several the last.
  private var leastImportant: Int? {
    let place = columns.indices.max { columns[$0].leavingRank <= columns[$1].leavingRank }
    return place.flatMap { columns[$0].leavingRank > 0 ? $0 : nil }
  }

  /// The titles on about two lines, where that makes them narrower and they are wider than their cells.
  private func stackedTitles(_ text: TextColumns) -> [String] {
    columns.indices.map { column in
      let cells = text.rows.map { $0[column].count }.max() ?? 0
      let words = columns[column].title.split(separator: " ").map(\.count).max() ?? 0
      let half = (columns[column].title.count + 1) / 2
      return TextColumns.wrapped(columns[column].title, width: max(cells, words, half))
        .joined(separator: "\n")
    }
  }
}
