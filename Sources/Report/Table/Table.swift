/// Rows and the columns in which they are shown, from which text, Markdown, HTML, CSV and JSON are made.
package struct Table<Row: Sendable>: Sendable {
  package var columns: [Column<Row>]
  package var items: [Row]

  /// What is to be known of the values, a sentence each.
  package var notes: [String]

  /// The table of the columns that these rows call for.
  package init(_ columns: [Column<Row>], of items: [Row], notes: [String] = []) {
    self.columns = columns.filter { $0.isShown(items) }
    self.items = items
    self.notes = notes
  }

  /// What people are shown.
  package var rows: [[String]] { items.map { item in columns.map { $0.text(item) } } }
}
