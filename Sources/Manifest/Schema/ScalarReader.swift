internal import Diagnostics
internal import YAMLBridge

/// Reads one scalar as a type of the format.
struct ScalarReader {
  /// The key path that messages show.
  let path: String

  let type: ValueType

  /// The value of a node, or nil where an error was added.
  func value(_ node: YAMLNode, into diagnostics: inout DiagnosticList) -> ResolvedValue? {
    let content = content(node)
    if let problem = problem(with: content, node: node) {
      diagnostics.append(problem)
      return nil
    }
    return content.map { ResolvedValue($0, range: node.range) }
  }

  /// The scalar in the type's own form, or nil where it is of another type.
  private func content(_ node: YAMLNode) -> ResolvedValue.Content? {
    switch (type, node.coreValue) {
    case (.text, .string(let text)), (.word, .string(let text)): .string(text)
    case (.integer, .integer(let number)): .integer(number)
    case (.number, .integer(let number)): .number(Double(number))
    case (.number, .number(let number)): .number(number)
    case (.boolean, .bool(let value)): .boolean(value)
    default: nil
    }
  }

  /// What is wrong with a value in the type's own form, or nil.
  private func problem(with content: ResolvedValue.Content?, node: YAMLNode) -> Diagnostic? {
    switch (type, content) {
    case (.text(let rule), .string(let text)):
      rule.accepts(text) ? nil : .badText(node, path: path, expected: type.explanation)
    case (.word(let words), .string(let text)):
      words.contains(text) ? nil : .unknownWord(node, path: path, found: text, known: words)
    case (.integer(let range), .integer(let number)) where !range.contains(number):
      .outOfRange(node, path: path, expected: type.phrase)
    case (.number(let range), .number(let number)) where !range.contains(number):
      .outOfRange(node, path: path, expected: type.phrase)
    case (.integer, nil) where node.isWholeNumber:
      .outOfRange(
        node,
        path: path,
        expected: type.phrase,
        notes: ["no whole number lies beyond \(Int.min) and \(Int.max)"]
      )
    case (_, nil): .wrongType(node, path: path, expected: type.phrase)
    default: nil
    }
  }
}

extension YAMLNode {
  /// Whether the node is a whole number that is too large for `Int`.
  fileprivate var isWholeNumber: Bool {
    guard case .number = coreValue, let text = scalar?.text, tag?.hasSuffix(":int") ?? true
    else { return false }
    let digits = text.drop { $0 == "-" || $0 == "+" }
    return digits.hasPrefix("0x") || digits.hasPrefix("0o")
      || digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}

extension ValueType.TextRule {
  /// Whether a text is what the rule asks for.
  func accepts(_ text: String) -> Bool {
    switch self {
    case .nonEmpty: !text.isEmpty
    case .name:
      !text.isEmpty && !text.hasPrefix(".")
        && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    case .pairs: text == "builtin" || [".jsonl", ".csv", ".tsv"].contains(where: text.hasSuffix)
    case .timeSpan: TimeSpan(text) != nil
    }
  }
}
