internal import Diagnostics
internal import YAMLBridge

/// Reads one scalar as a type of the format.
struct ScalarReader {
  /// The key path that messages show.
  let path: String

  let type: ValueType

  /// The value of a node, or nil where an error was added.
  func value(_ node: YAMLNode, into diagnostics: inout DiagnosticList) -> ResolvedValue? {
    guard case .scalar(let scalar) = node.value else {
      diagnostics.append(.wrongType(node, path: path, expected: type.phrase))
      return nil
    }
    let core = scalar.resolved(tag: node.tag)
    guard let content = content(core) else {
      if case .integer = type, scalar.isWhole(tag: node.tag) {
        diagnostics.append(
          .outOfRange(
            node,
            path: path,
            expected: type.phrase,
            notes: [.init(message: "no whole number lies beyond \(Int.min) and \(Int.max)")]
          )
        )
        return nil
      }
      diagnostics.append(.wrongType(node, path: path, expected: type.phrase))
      return nil
    }
    if let problem = problem(with: content, node: node) {
      diagnostics.append(problem)
      return nil
    }
    return ResolvedValue(content, origin: .written(node.range))
  }

  /// The scalar in the type's own form, or nil where it is of another type.
  private func content(_ core: CoreValue) -> ResolvedValue.Content? {
    switch (type, core) {
    case (.text, .string(let text)), (.word, .string(let text)): .string(text)
    case (.integer, .integer(let number)): .integer(number)
    case (.number, .integer(let number)): .number(Double(number))
    case (.number, .number(let number)): .number(number)
    case (.boolean, .bool(let value)): .boolean(value)
    default: nil
    }
  }

  /// What is wrong with a value of the right type, or nil.
  private func problem(with content: ResolvedValue.Content, node: YAMLNode) -> Diagnostic? {
    switch (type, content) {
    case (.text(let rule), .string(let text)):
      rule.accepts(text) ? nil : .badText(node, path: path, expected: type.explanation)
    case (.word(let words), .string(let text)):
      words.contains(text) ? nil : .unknownWord(node, path: path, found: text, known: words)
    case (.integer(let range), .integer(let number)):
      range.contains(number) ? nil : .outOfRange(node, path: path, expected: type.phrase)
    case (.number(let range), .number(let number)):
      range.contains(number) ? nil : .outOfRange(node, path: path, expected: type.phrase)
    default: nil
    }
  }
}

extension YAMLScalar {
  /// Whether the text is a whole number, which may be too large for `Int`.
  fileprivate func isWhole(tag: String?) -> Bool {
    guard case .number = resolved(tag: tag), tag?.hasSuffix(":int") ?? true else { return false }
    let digits = text.drop { $0 == "-" || $0 == "+" }
    return digits.hasPrefix("0x") || digits.hasPrefix("0o")
      || digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}

extension ValueType.TextRule {
  /// Whether a text is what the rule asks for.
  func accepts(_ text: String) -> Bool {
    switch self {
    case .nonEmpty:
      !text.isEmpty
    case .name:
      !text.isEmpty && !text.hasPrefix(".")
        && text.unicodeScalars.allSatisfy {
          ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
            || "._-".unicodeScalars.contains($0)
        }
    case .pairs:
      text == "builtin" || [".jsonl", ".csv", ".tsv"].contains { text.hasSuffix($0) }
    case .timeSpan:
      TimeSpan(text) != nil
    }
  }
}
