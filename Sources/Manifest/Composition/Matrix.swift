internal import Diagnostics
internal import YAMLBridge

/// The key paths that a manifest varies, each with the values to try.
struct Matrix {
  /// One way to choose a value for every path.
  struct Combination {
    var choices: [(path: [YAMLNode], value: YAMLNode)] = []

    /// The choices as they are shown and as they name steps.
    var values: [Manifest.VariantValue] {
      choices.map { choice in
        Manifest.VariantValue(
          path: KeyPath.text(choice.path),
          value: choice.value.flow
        )
      }
    }

    /// A composed tree with the choices in their places.
    func applied(to tree: YAMLNode) -> YAMLNode {
      choices.reduce(tree) { $0.replacing($1.path, with: $1.value) }
    }
  }

  /// The most combinations that a manifest may ask for.
  static let limit = 100_000

  private var node: YAMLNode?
  private var axes: [(path: [YAMLNode], values: [YAMLNode])] = []

  /// Reads the matrix of a composed tree; nil where an error was added.
  init?(of tree: YAMLNode, into diagnostics: inout DiagnosticList) {
    guard
      case .mapping(let entries) = tree.value,
      let node = entries.first(where: { $0.key.plainKey == "matrix" })?.value
    else { return }
    self.node = node
    guard case .mapping(let paths) = node.value else {
      diagnostics.append(.wrongType(node, path: "matrix", expected: ValueType.matrix.phrase))
      return nil
    }
    var isValid = true
    for entry in paths {
      guard let axis = Self.axis(entry, into: &diagnostics) else {
        isValid = false
        continue
      }
      axes.append(axis)
    }
    // The order of keys means nothing, so it must not decide the order of the experiments.
    axes.sort { KeyPath.text($0.path) < KeyPath.text($1.path) }
    let count = axes.reduce(1) { min($0 * $1.values.count, Self.limit + 1) }
    if isValid, count > Self.limit {
      diagnostics.append(.matrixTooLarge(node, limit: Self.limit))
      isValid = false
    }
    guard isValid else { return nil }
  }

  /// The matrix as a part of the resolved manifest; nil where the manifest has none.
  var resolved: ResolvedValue? {
    guard let node else { return nil }
    let entries = axes.map { axis in
      let values = axis.values.map(\.untypedValue)
      return (
        key: KeyPath.text(axis.path),
        value: ResolvedValue(.list(values), origin: .written(node.range))
      )
    }
    return ResolvedValue(.mapping(entries), origin: .written(node.range))
  }

  /// Every combination; the last path varies fastest.
  var combinations: [Combination] {
    axes.reduce([Combination()]) { combinations, axis in
      combinations.flatMap { combination in
        axis.values.map { value in
          Combination(choices: combination.choices + [(axis.path, value)])
        }
      }
    }
  }

  private static func axis(
    _ entry: YAMLNode.Entry,
    into diagnostics: inout DiagnosticList
  ) -> (path: [YAMLNode], values: [YAMLNode])? {
    guard let text = entry.key.plainKey else {
      diagnostics.append(.wrongType(entry.key, path: "matrix", expected: "a key path"))
      return nil
    }
    let path = KeyPath.nodes(
      text[...],
      in: entry.key.range.file,
      from: entry.key.range.lower
    )
    guard KeyPath.isKnown(path, into: &diagnostics) else { return nil }
    guard case .sequence(let values) = entry.value.value, !values.isEmpty else {
      diagnostics.append(
        .wrongType(entry.value, path: "matrix.\(text)", expected: "a list of values to try")
      )
      return nil
    }
    var isValid = true
    for (index, value) in values.enumerated() {
      guard let first = values[..<index].first(where: { $0.flow == value.flow }) else { continue }
      diagnostics.append(
        .repeatedItem(value, path: "matrix.\(text)", item: value.flow, first: first.range)
      )
      isValid = false
    }
    return isValid ? (path, values) : nil
  }
}

extension YAMLNode {
  /// The node's value where no type of the format says what it must be.
  fileprivate var untypedValue: ResolvedValue {
    let content: ResolvedValue.Content =
      switch value {
      case .sequence(let nodes): .list(nodes.map(\.untypedValue))
      case .mapping(let entries):
        .mapping(entries.map { ($0.key.plainKey ?? "", $0.value.untypedValue) })
      case .scalar(let scalar):
        switch scalar.resolved(tag: tag) {
        case .null: .string("")
        case .bool(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .string(let text): .string(text)
        }
      }
    return ResolvedValue(content, origin: .written(range))
  }

  /// The node on one line, as the matrix shows and compares it.
  fileprivate var flow: String {
    switch value {
    case .scalar(let scalar): scalar.text
    case .sequence(let nodes): "[" + nodes.map(\.flow).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\($0.key.flow): \($0.value.flow)" }.joined(separator: ", ") + "}"
    }
  }
}
