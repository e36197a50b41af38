internal import Diagnostics
internal import YAMLBridge

/// Reads the key paths of a matrix with their values.
struct MatrixReader {
  /// The keys that there are.
  let format: ManifestFormat

  /// The keys that are the same in every combination, with the reason.
  static let fixed: [(path: String, reason: String)] = [
    ("manifest", "a file has one version of the format"),
    ("name", "all combinations belong to one manifest, which has one name"),
    ("description", "all combinations belong to one manifest, which has one description"),
    ("expect", "published values hold for all combinations: list them in 'expect'"),
    ("prices", "a model has one price: list the prices in 'prices'"),
    ("budget", "all combinations are paid from one budget"),
    ("fine-tune.deadline", "the jobs of all combinations are waited for as long"),
    ("fine-tune.seeds", "seeds are replicates: list them in 'fine-tune.seeds'"),
  ]

  /// An axis with the values that could be read; nil where its key path is none to vary.
  func axis(_ entry: YAMLNode.Entry, into diagnostics: inout DiagnosticList) -> Matrix.Axis? {
    guard let (path, key) = path(entry.key, in: "matrix", into: &diagnostics) else { return nil }
    var axis = Matrix.Axis(path: path, range: entry.value.range)
    guard case .sequence(let values) = entry.value.value, !values.isEmpty else {
      diagnostics.append(
        .wrongType(entry.value, path: "matrix.\(path)", expected: "a list of values to try")
      )
      return axis
    }
    var choicesByMeaning: [String: Matrix.Choice] = [:]
    for value in values where !diagnostics.isFull {
      guard let choice = choice(value, of: key, path, into: &diagnostics) else {
        continue
      }
      let meaning = choice.value.ordered(at: path).flow
      guard let earlier = choicesByMeaning[meaning] else {
        choicesByMeaning[meaning] = choice
        axis.choices.append(choice)
        continue
      }
      let first = earlier.written.range
      diagnostics.append(
        earlier.text == choice.text
          ? .repeatedItem(value.range, path: "matrix.\(path)", item: choice.text, first: first)
          : .sameValues(value, path: path, first: first)
      )
    }
    return axis
  }

  /// One value for one key path, as an item of `include` or `exclude` has it; nil where it is wrong.
  ///
  /// - Parameters:
  ///   - entry: The key path and the value.
  ///   - place: Where the item is, as messages show it.
  ///   - diagnostics: Where problems go.
  /// - Returns: The choice, or nil where an error was added.
  func choice(
    _ entry: YAMLNode.Entry,
    in place: String,
    into diagnostics: inout DiagnosticList
  ) -> Matrix.Choice? {
    guard let (path, key) = path(entry.key, in: place, into: &diagnostics) else { return nil }
    return choice(entry.value, of: key, path, into: &diagnostics)
  }

  /// The key path that a node names and its key; nil where it names none that can be varied.
  private func path(
    _ node: YAMLNode,
    in place: String,
    into diagnostics: inout DiagnosticList
  ) -> (path: String, key: Key)? {
    guard let path = node.string else {
      diagnostics.append(.wrongType(node, path: place, expected: "a key path"))
      return nil
    }
    let nodes = KeyPaths.nodes(path, in: node.range)
    guard let key = KeyPaths.key(at: nodes, in: format, into: &diagnostics) else { return nil }
    if let (_, reason) = Self.fixed.first(where: { $0.path == path }) {
      diagnostics.append(.notVaried(path, reason: reason, at: node.range))
      return nil
    }
    return (path, key)
  }

  private func choice(
    _ node: YAMLNode,
    of key: Key,
    _ path: String,
    into diagnostics: inout DiagnosticList
  ) -> Matrix.Choice? {
    for (fixedPath, reason) in Self.fixed where fixedPath.hasPrefix(path + ".") {
      let below = String(fixedPath.dropFirst(path.count + 1))
      guard let entry = node.mapping?.first(where: { $0.key.plainKey == below }) else { continue }
      diagnostics.append(.notVaried(fixedPath, reason: reason, at: entry.key.range))
    }
    let reader = SchemaReader(isWhole: true, format: format)
    let value = reader.value(node, as: key.type, path: path, into: &diagnostics)
    return value.map { Matrix.Choice(path: path, value: $0, written: node.untypedValue) }
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
    return ResolvedValue(content, range: range)
  }
}
