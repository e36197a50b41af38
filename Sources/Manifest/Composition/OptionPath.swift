internal import Diagnostics
internal import YAMLBridge

/// The path of an option of the command line: keys and list items, as in `fine-tune.models[0]`.
struct OptionPath {
  /// One step from a value to one in it.
  struct Step {
    enum Kind {
      case key(String)

      /// An item of a list, counted from 0.
      case item(Int)
    }

    var kind: Kind

    /// The step as it is written.
    var node: YAMLNode

    /// The value of a key that nothing is written for; nil where it then has none.
    var `default`: YAMLNode?

    /// Whether the step is to an item of a list.
    var isItem: Bool {
      if case .item = kind { true } else { false }
    }
  }

  private(set) var steps: [Step] = []

  /// The keys up to the first item, as in `fine-tune.models`.
  private(set) var keyPath = ""

  /// Where the path is written.
  let range: SourceRange

  /// Reads the path of an option; nil where an error was added.
  ///
  /// - Parameters:
  ///   - text: The path.
  ///   - file: The option, which begins with the path.
  ///   - format: The keys that there are.
  ///   - diagnostics: Where problems go.
  init?(
    _ text: String,
    in file: SourceFile,
    _ format: ManifestFormat,
    into diagnostics: inout DiagnosticList
  ) {
    range = file.range(0..<text.utf8.count)
    var nodes = KeyPaths.nodes(text, in: range)[...]
    guard let root = nodes.first?.plainKey else { return nil }
    switch root.prefix(while: { $0 != "[" }) {
    case "matrix" where root != "matrix":
      diagnostics.append(.noItems("matrix", at: nodes[0].range))
      return nil
    case "matrix":
      // The keys of a matrix are key paths, so their dots part nothing here.
      steps.append(Step(kind: .key(root), node: nodes[0]))
      keyPath = root
      guard nodes.count > 1 else { return }
      let rest = root.utf8.count + 1
      let range = file.range(rest..<text.utf8.count)
      let path = String(range.text)
      let axis = KeyPaths.nodes(path, in: range)
      guard KeyPaths.key(at: axis, in: format, into: &diagnostics) != nil else { return nil }
      steps.append(Step(kind: .key(path), node: YAMLNode(plain: path, range: range)))
    case "extends":
      diagnostics.append(.noOption("extends", at: nodes[0].range))
      return nil
    default:
      var type = ValueType.mapping(format.ownKeys)
      while let node = nodes.popFirst() {
        guard let next = append(node, below: type, format, into: &diagnostics) else { return nil }
        type = next
      }
    }
  }

  /// Adds a key and the items after it, and returns the type that they lead to.
  private mutating func append(
    _ node: YAMLNode,
    below type: ValueType,
    _ format: ManifestFormat,
    into diagnostics: inout DiagnosticList
  ) -> ValueType? {
    let parent = written
    guard case .mapping(let keys) = type else {
      diagnostics.append(.noKeysBelow(parent, at: node.range))
      return nil
    }
    let parts = (node.plainKey ?? "").split(separator: "[", omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    let place = node.range.lower..<node.range.lower + name.utf8.count
    let word = YAMLNode(plain: name, range: node.range.file.range(place))
    guard !name.isEmpty || parts.count < 2 else {
      diagnostics.append(.noItems(parent, at: node.range))
      return nil
    }
    guard let key = keys.first(where: { $0.name == name }) else {
      let names = keys.map(\.name)
      diagnostics.append(.unknownKey(word, in: parent, known: names, free: names, format))
      return nil
    }
    if !steps.contains(where: \.isItem) { keyPath = parent.isEmpty ? name : "\(parent).\(name)" }
    let standard = key.defaultContent.map { YAMLNode($0, at: range) }
    steps.append(Step(kind: .key(name), node: word, default: standard))
    var type = key.type
    var lower = word.range.upper
    for part in parts.dropFirst() {
      let range = node.range.file.range(lower..<lower + part.utf8.count + 1)
      lower = range.upper
      guard part.hasSuffix("]"), let index = Int(part.dropLast()), index >= 0 else {
        diagnostics.append(.badItem(range))
        return nil
      }
      guard let item = type.item else {
        diagnostics.append(.noItems(written, at: range))
        return nil
      }
      let node = YAMLNode(plain: String(range.text), range: range)
      steps.append(Step(kind: .item(index), node: node))
      type = item
    }
    return type
  }

  /// The path so far.
  private var written: String {
    steps.reduce(into: "") { path, step in
      switch step.kind {
      case .key(let name): path += path.isEmpty ? name : ".\(name)"
      case .item(let index): path += "[\(index)]"
      }
    }
  }
}

extension ValueType {
  /// The type of a list's items; nil for anything that is never a list.
  fileprivate var item: ValueType? {
    switch self {
    case .list(let item, _, _): item
    case .scalarOrList(_, let list): list.item
    default: nil
    }
  }
}

extension YAMLNode {
  /// A node for a value of the format that is written nowhere.
  init(_ content: ResolvedValue.Content, at range: SourceRange) {
    switch content {
    case .boolean(let value): self.init(plain: "\(value)", range: range)
    case .integer(let value): self.init(plain: "\(value)", range: range)
    case .number(let value): self.init(plain: value.plain, range: range)
    case .string(let text):
      self.init(value: .scalar(YAMLScalar(text: text, style: .doubleQuoted)), range: range)
    case .list(let items):
      self.init(value: .sequence(items.map { YAMLNode($0.content, at: range) }), range: range)
    case .mapping(let entries):
      let entries = entries.map { name, value in
        Entry(key: YAMLNode(plain: name, range: range), value: YAMLNode(value.content, at: range))
      }
      self.init(value: .mapping(entries), range: range)
    }
  }
}
