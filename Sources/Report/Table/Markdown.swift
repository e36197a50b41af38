/// The Markdown that tables are written in.
package enum Markdown {
  /// A table of cells that are Markdown already.
  package static func table(
    _ titles: [String],
    _ alignments: [Alignment],
    _ rows: [[String]]
  ) -> [String] {
    let rule = alignments.map { $0 == .right ? "---:" : "---" }
    return ([titles, rule] + rows).map { "| \($0.joined(separator: " | ")) |" }
  }

  /// A text in one line, made safe where the Markdown is shown as it is, whose characters mean
  /// themselves in a table.
  package static func escaped(_ text: String, _ escaped: (String) -> String) -> String {
    var result = ""
    for character in escaped(String(text.map { $0.isNewline ? " " : $0 })) {
      switch character {
      case "|", "*", "_", "`", "<", ">", "[", "]", "\\": result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }
}

extension Table {
  /// The lines of a Markdown table, without the notes; its texts are made safe where they are shown.
  package func markdown(escaping escaped: (String) -> String) -> [String] {
    Markdown.table(
      columns.map { Markdown.escaped($0.title, escaped) },
      columns.map(\.alignment),
      rows.map { $0.map { Markdown.escaped($0, escaped) } }
    )
  }
}
