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
    path = KeyPath.nodes(
      String(text[..<equals]),
      in: file.range(0..<file.utf8Count),
      hasItems: true
    )
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

  /// A manifest's tree with the value in its place.
  ///
  /// - Parameters:
  ///   - tree: The root of the tree.
  ///   - diagnostics: Where an item is told that a list does not have.
  /// - Returns: The tree, as it was where an error was added.
  func applied(to tree: YAMLNode, into diagnostics: inout DiagnosticList) -> YAMLNode {
    var tree = tree
    for (place, node) in path.enumerated() {
      guard let item = KeyPath.item(node) else { continue }
      let list = path[..<place]
      let name = Self.name(of: list)
      if tree.node(at: list) == nil, let written = writtenDefault(of: name) {
        tree = tree.replacing(list, with: written)
      }
      let items = tree.node(at: list)?.sequence
      guard let items, items.indices.contains(item) else {
        diagnostics.append(.noSuchItem(node, of: name, count: items?.count))
        return tree
      }
    }
    return tree.replacing(path, with: value)
  }

  /// The format's list where the manifest says none, as if it had been written.
  private func writtenDefault(of name: String) -> YAMLNode? {
    var unused = DiagnosticList()
    let text = ManifestSchema.defaultValue(at: name)?.flow
    return text.flatMap {
      YAMLComposer.compose(SourceFile(name: Self.sourceName, text: $0), into: &unused)
    }
    .map { node in
      // Its items are in no text that was written; they are where the option is.
      node.placed(at: path.first?.range ?? node.range)
    }
  }

  private static func name(of path: ArraySlice<YAMLNode>) -> String {
    path.reduce("") { name, node in
      let part = node.plainKey ?? ""
      return name.isEmpty || KeyPath.item(node) != nil ? name + part : "\(name).\(part)"
    }
  }
}
