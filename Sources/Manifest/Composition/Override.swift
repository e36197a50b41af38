internal import Diagnostics
internal import YAMLBridge

/// An option of the command line that gives a key another value: `fine-tune.epochs=20`.
struct Override {
  /// The name under which messages show an option's text.
  static let sourceName = "--set"

  /// The keys from the root down, each with its place in the option.
  let path: [YAMLNode]

  let value: YAMLNode

  /// Reads an option; nil where an error was added.
  init?(_ text: String, into diagnostics: inout DiagnosticList) {
    let file = SourceFile(name: Self.sourceName, text: text)
    guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
      diagnostics.append(.optionWithoutValue(file))
      return nil
    }
    let keys = text[..<equals]
    // Blanks in place of the path keep the value's columns as they are in the option.
    let blanks = String(repeating: " ", count: text[...equals].unicodeScalars.count)
    var problems = DiagnosticList()
    let padded = SourceFile(
      name: Self.sourceName,
      text: blanks + text[text.utf8.index(after: equals)...]
    )
    guard var value = YAMLComposer.compose(padded, into: &problems) else {
      for problem in problems.sorted { diagnostics.append(problem) }
      return nil
    }
    if case .scalar(let scalar) = value.value, scalar.text.isEmpty, scalar.style == .plain {
      value.range = SourceRange(file: file, lower: 0, upper: text.utf8.count)
    }
    self.value = value
    path = KeyPath.nodes(keys, in: file)
  }

  /// A tree with the option's value in its place.
  func applied(to tree: YAMLNode, into diagnostics: inout DiagnosticList) -> YAMLNode {
    guard KeyPath.isKnown(path, into: &diagnostics) else { return tree }
    return tree.replacing(path, with: value)
  }
}
