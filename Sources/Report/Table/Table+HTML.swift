extension Table {
  /// The table and its notes as HTML, without script, style or anything from elsewhere; numbers are of
  /// the class `number`.
  package var html: String {
    let classes = columns.map { $0.alignment == .right ? " class=\"number\"" : "" }
    func row(_ name: String, _ cells: [String]) -> String {
      let cells = zip(cells, classes).map { "<\(name)\($1)>\(Self.escaped($0))</\(name)>" }
      return "<tr>\(cells.joined())</tr>"
    }
    let lines =
      ["<table>", "<thead>\(row("th", columns.map(\.title)))</thead>", "<tbody>"]
      + rows.map { row("td", $0) } + ["</tbody>", "</table>"]
    let list =
      notes.isEmpty ? [] : ["<ul>"] + notes.map { "<li>\(Self.escaped($0))</li>" } + ["</ul>"]
    return (lines + list).joined(separator: "\n") + "\n"
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }
}
