internal import Diagnostics
internal import YAMLBridge

/// An option of the command line that gives a key another value: `fine-tune.epochs=20`.
struct Override {
  /// The name under which messages show an option's text.
  static let sourceName = "--set"

  /// The keys from the root down, each with its place in the option.
  let path: [YAMLNode]

  /// The value, with its place in the option.
  let value: YAMLNode

  /// Reads an option; nil where an error was added.
  init?(_ text: String, into diagnostics: inout DiagnosticList) {
    let file = SourceFile(name: Self.sourceName, text: text)
    guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
      diagnostics.append(.optionWithoutValue(file))
      return nil
    }
    path = KeyPath.nodes(String(text[..<equals]), in: file.range(0..<file.utf8Count))
    let key = KeyPath.key(at: path, into: &diagnostics)
    let start = text.utf8.index(after: equals)
    let offset = text.utf8.distance(from: text.startIndex, to: start)
    var problems = DiagnosticList()
    let node = YAMLComposer.compose(
      SourceFile(name: Self.sourceName, text: String(text[start...])),
      into: &problems
    )
    for problem in problems.sorted { diagnostics.append(problem.moved(to: file, by: offset)) }
    guard key != nil, var value = node?.moved(to: file, by: offset) else { return nil }
    if case .scalar(let scalar) = value.value, scalar.text.isEmpty, scalar.style == .plain {
      value.range = file.range(0..<file.utf8Count)
    }
    self.value = value
  }
}
