extension Table {
  /// The lines of a text, the titles first, an empty line, and the notes; what rows and notes say is
  /// made safe where it is shown.
  package func text(escaping escaped: (String) -> String) -> [String] {
    let text = TextColumns(
      rightAligned: Set(columns.indices.filter { columns[$0].alignment == .right }),
      titles: columns.map(\.title),
      rows: rows.map { $0.map(escaped) }
    )
    return text.lines + [""] + notes.map(escaped)
  }
}
