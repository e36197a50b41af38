/// Diagnostics as text for people: the place, the sentence, the line and what is meant in it.
package struct DiagnosticFormatter: Sendable {
  private enum Style: String {
    case place = "\u{1B}[1m"
    case error = "\u{1B}[1;31m"
    case warning = "\u{1B}[1;33m"
    case note = "\u{1B}[1;36m"
    case gutter = "\u{1B}[34m"
  }

  private let color: Bool

  /// Makes a formatter; colour adds to the text and says nothing of its own.
  package init(color: Bool) {
    self.color = color
  }

  /// All diagnostics of a list by file and place, with an empty line between them.
  package func text(for list: DiagnosticList) -> String {
    list.sorted.map { text(for: $0) }.joined(separator: "\n")
  }

  /// One diagnostic with its notes and help, ending in a line break.
  package func text(for diagnostic: Diagnostic) -> String {
    let style: Style = diagnostic.severity == .error ? .error : .warning
    let ranges = [diagnostic.range] + diagnostic.notes.map(\.range)
    let lastLine = ranges.compactMap { $0?.start.line }.max()
    // One width for all lines of a diagnostic keeps its bars in one column.
    let gutter = lastLine.map { String($0).count + 2 } ?? 1

    var lines = [
      heading(
        diagnostic.severity.rawValue,
        style,
        diagnostic.message,
        at: diagnostic.range,
        id: diagnostic.id
      )
    ]
    if let range = diagnostic.range { lines += drawing(of: range, gutter: gutter, style) }
    for note in diagnostic.notes where note.range == nil {
      lines.append(remark("note", note.message, gutter: gutter))
    }
    if let help = diagnostic.help { lines.append(remark("help", help, gutter: gutter)) }
    for note in diagnostic.notes {
      guard let range = note.range else { continue }
      lines.append(heading("note", .note, note.message, at: range))
      lines += drawing(of: range, gutter: gutter, .note)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func heading(
    _ kind: String,
    _ style: Style,
    _ message: String,
    at range: SourceRange?,
    id: DiagnosticID? = nil
  ) -> String {
    var place = ""
    if let range {
      let start = range.start
      let name = TerminalText.escaped(range.file.name)
      place = painted("\(name):\(start.line):\(start.column):", .place) + " "
    }
    let suffix = id.map { " [\(TerminalText.escaped($0.rawValue))]" } ?? ""
    return place + painted("\(kind):", style) + " \(TerminalText.escaped(message))\(suffix)"
  }

  private func remark(_ kind: String, _ message: String, gutter: Int) -> String {
    let indent = String(repeating: " ", count: gutter)
    return indent + painted("= \(kind):", .gutter) + " \(TerminalText.escaped(message))"
  }

  private func drawing(of range: SourceRange, gutter: Int, _ style: Style) -> [String] {
    let excerpt = SourceExcerpt(range)
    let number = String(excerpt.line)
    let padding = String(repeating: " ", count: gutter - 1 - number.count)
    let source = painted("\(padding)\(number) |", .gutter)
    let marks = painted(String(repeating: " ", count: gutter) + "|", .gutter)
    return [
      source + (excerpt.text.isEmpty ? "" : " \(excerpt.text)"),
      marks + " " + painted(excerpt.underline, style),
    ]
  }

  private func painted(_ text: String, _ style: Style) -> String {
    color ? "\(style.rawValue)\(text)\u{1B}[0m" : text
  }
}
