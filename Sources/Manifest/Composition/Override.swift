internal import Diagnostics
internal import YAMLBridge

/// An option of the command line that gives a key another value: `fine-tune.epochs=20`.
struct Override {
  /// The name under which messages show an option's text.
  static let sourceName = "--set"

  /// The steps from the root down, each with its place in the option.
  let path: OptionPath

  /// The value, with its place in the option.
  let value: YAMLNode

  /// Reads an option; nil where an error was added.
  init?(_ text: String, _ format: ManifestFormat, into diagnostics: inout DiagnosticList) {
    let file = SourceFile(name: Self.sourceName, text: text)
    guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
      diagnostics.append(.optionWithoutValue(file))
      return nil
    }
    let path = OptionPath(String(text[..<equals]), in: file, format, into: &diagnostics)
    let start = text.utf8.distance(from: text.startIndex, to: equals) + 1
    let node = YAMLComposer.compose(file, from: start, into: &diagnostics)
    guard let path, var value = node else { return nil }
    if case .scalar(let scalar) = value.value, scalar.text.isEmpty, scalar.style == .plain {
      value.range = file.range(0..<file.utf8Count)
    }
    self.path = path
    self.value = value
  }

  /// A manifest's tree with the value in its place; what the path lacks is made.
  func applied(to root: YAMLNode, into diagnostics: inout DiagnosticList) -> YAMLNode {
    applied(to: root, path.steps[...], parent: "", into: &diagnostics)
  }

  /// Whether the option takes away what its key has; one that ends with `=` may lack a value by mistake.
  private var takesAway: Bool { value.isNull && value.scalar?.text.isEmpty == false }

  /// What stands at a path so far, or nil where nothing is written there, with the value in its place.
  private func applied(
    to node: YAMLNode?,
    _ steps: ArraySlice<OptionPath.Step>,
    parent: String,
    into diagnostics: inout DiagnosticList
  ) -> YAMLNode {
    guard let step = steps.first else { return value }
    let rest = steps.dropFirst()
    switch step.kind {
    case .key(let name):
      var entries = node?.mapping ?? []
      let index = entries.firstIndex { $0.key.plainKey == name }
      let path = parent.isEmpty ? name : "\(parent).\(name)"
      if let index, rest.isEmpty, takesAway, !entries[index].value.isNull {
        entries.remove(at: index)
        return YAMLNode(value: .mapping(entries), range: node?.range ?? step.node.range)
      }
      // Of a default only a list is made, to replace an item of: other values beside the given one
      // stay defaults, which rules treat as nobody's wish.
      let preset = rest.first?.isItem == true ? step.default : nil
      let known = index.map { entries[$0].value } ?? preset
      let child = applied(to: known, rest, parent: path, into: &diagnostics)
      if let index {
        entries[index].value = child
      } else {
        entries.append(YAMLNode.Entry(key: step.node, value: child))
      }
      return YAMLNode(value: .mapping(entries), range: node?.range ?? step.node.range)
    case .item(let index):
      guard var node, case .sequence(var items) = node.value, items.indices.contains(index) else {
        diagnostics.append(.noSuchItem(index, of: node, path: parent, at: step.node.range))
        return node ?? value
      }
      let path = "\(parent)[\(index)]"
      items[index] = applied(to: items[index], rest, parent: path, into: &diagnostics)
      node.value = .sequence(items)
      // The list is no longer what was written where it was.
      node.range = value.range
      return node
    }
  }
}
