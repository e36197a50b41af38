internal import Diagnostics

extension ResolvedValue {
  /// The value as YAML that reads back as the same value, in the order of the format.
  ///
  /// Two manifests that mean the same have the same text, whatever their comments, order of keys
  /// and written-out defaults.
  package var yaml: String {
    lines.map { $0.text + "\n" }.joined()
  }

  /// The same YAML with a comment on each line that says where its value was written.
  package var annotatedYAML: String {
    let lines = lines
    let column = min(
      Self.lastCommentColumn,
      lines.filter { $0.value != nil }.map(\.text.count).max() ?? 0
    )
    return lines.map { line in
      guard let place = line.value?.place else { return line.text + "\n" }
      let padding = String(repeating: " ", count: max(0, column - line.text.count))
      return "\(line.text)\(padding)  # \(TerminalText.escaped("\(place)"))\n"
    }
    .joined()
  }

  /// Longer lines push their comments further right than the others'.
  private static let lastCommentColumn = 48

  /// A line of YAML, and the value on it, if there is one.
  private struct Line {
    var text: String
    var value: ResolvedValue?
  }

  private var lines: [Line] {
    var lines: [Line] = []
    append(to: &lines, indentation: "")
    return lines
  }

  private func append(to lines: inout [Line], indentation: String) {
    for (key, value) in mapping ?? [] {
      switch value.content {
      case .mapping(let children) where !children.isEmpty:
        lines.append(Line(text: "\(indentation)\(key):"))
        value.append(to: &lines, indentation: indentation + "  ")
      case .list(let items) where items.contains(where: \.isMapping):
        lines.append(Line(text: "\(indentation)\(key):"))
        lines += items.map { Line(text: "\(indentation)  - \($0.flow)", value: $0) }
      default:
        lines.append(Line(text: "\(indentation)\(key): \(value.flow)", value: value))
      }
    }
  }

  /// Whether the value has keys.
  var isMapping: Bool { mapping != nil }

  /// The value on one line.
  package var flow: String {
    switch content {
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): value.plain
    case .string(let value): Self.scalar(value)
    case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
    case .mapping(let entries):
      entries.isEmpty
        ? "{}"
        : "{ " + entries.map { "\($0.key): \($0.value.flow)" }.joined(separator: ", ") + " }"
    }
  }

  /// A text as a plain scalar where that reads back as the same text, double-quoted otherwise.
  package static func scalar(_ text: String) -> String {
    isPlain(text) ? text : quoted(text)
  }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, isLetter(first), !text.hasSuffix(" ") else {
      return false
    }
    // Words that a YAML reader, of version 1.1 or 1.2, takes for something else than text.
    let reserved = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
    guard !reserved.contains(text.lowercased()) else { return false }
    return text.unicodeScalars.allSatisfy {
      isLetter($0) || ("0"..."9").contains($0) || "_-./ ".unicodeScalars.contains($0)
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
      case "\u{2028}": result += "\\L"
      case "\u{2029}": result += "\\P"
      case "\u{FEFF}": result += "\\uFEFF"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
