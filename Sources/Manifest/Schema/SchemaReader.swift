internal import Diagnostics
internal import YAMLBridge

/// Reads a tree of nodes by the description of the format and fills in the defaults.
///
/// It goes on after each problem, so that all of them are found in one pass.
struct SchemaReader {
  /// Whether what is read is all there is: keys that are left out then have their defaults, and
  /// required ones are missed.
  let isWhole: Bool

  /// The keys that there are; those that some providers have are neither missed nor given defaults, since
  /// the provider of an experiment is known once its matrix is applied.
  var format = ManifestFormat.standard

  /// The values of a manifest without those in which an error was found.
  func manifest(_ root: YAMLNode, into diagnostics: inout DiagnosticList) -> ResolvedValue {
    mapping(root, keys: format.keys, path: "", into: &diagnostics)
      ?? ResolvedValue(.mapping([]), range: root.range)
  }

  /// Reads one value; nil where an error was found in it.
  ///
  /// A mapping is given without the keys in which an error was found, and a list of mappings without
  /// the items that are none; a list of anything else is given as a whole or not at all.
  ///
  /// - Parameters:
  ///   - node: What was written.
  ///   - type: What may be written.
  ///   - path: The key path that messages show.
  ///   - diagnostics: Where problems go.
  /// - Returns: The value with the defaults of what it leaves out, or nil.
  func value(
    _ node: YAMLNode,
    as type: ValueType,
    path: String,
    into diagnostics: inout DiagnosticList
  ) -> ResolvedValue? {
    switch type {
    case .mapping(let keys):
      return mapping(node, keys: keys, path: path, into: &diagnostics)
    case .list(let item, let count, let unique):
      return list(node, of: item, count: count, unique: unique, path: path, into: &diagnostics)
    case .scalarOrList(let scalar, let list):
      let isList = if case .sequence = node.value { true } else { false }
      return value(node, as: isList ? list : scalar, path: path, into: &diagnostics)
    case .matrix:
      // Taken out and checked by `Matrix` before.
      return nil
    case .text, .integer, .number, .boolean, .word:
      return ScalarReader(path: path, type: type).value(node, into: &diagnostics)
    }
  }

  private func list(
    _ node: YAMLNode,
    of item: ValueType,
    count: ClosedRange<Int>,
    unique: Bool,
    path: String,
    into diagnostics: inout DiagnosticList
  ) -> ResolvedValue? {
    guard case .sequence(let nodes) = node.value else {
      diagnostics.append(
        .wrongType(node, path: path, expected: "a list, each item \(item.phrase)")
      )
      return nil
    }
    // Lists replace each other as a whole, so nothing of an item is written elsewhere.
    let reader = SchemaReader(isWhole: true, format: format)
    let isOfMappings = if case .mapping = item { true } else { false }
    var items: [ResolvedValue] = []
    var first: [String: SourceRange?] = [:]
    var isSound = true
    for (index, element) in nodes.enumerated() {
      guard !diagnostics.isFull else { return nil }
      let itemPath = "\(path)[\(index)]"
      guard let read = reader.value(element, as: item, path: itemPath, into: &diagnostics) else {
        isSound = isOfMappings
        continue
      }
      if unique {
        let text = read.flow
        if let first = first[text] {
          diagnostics.append(.repeatedItem(element.range, path: path, item: text, first: first))
          continue
        }
        first[text] = read.range
      }
      items.append(read)
    }
    // Where an item is wrong, it may be the one that is too many.
    guard count.contains(nodes.count) || !isSound || items.count < nodes.count else {
      diagnostics.append(.wrongCount(node, path: path, found: nodes.count, allowed: count))
      return nil
    }
    return isSound && count.contains(items.count)
      ? ResolvedValue(.list(items), range: node.range) : nil
  }

  private func mapping(
    _ node: YAMLNode,
    keys: [Key],
    path: String,
    into diagnostics: inout DiagnosticList
  ) -> ResolvedValue? {
    guard case .mapping(let entries) = node.value else {
      diagnostics.append(.wrongType(node, path: path, expected: "a mapping"))
      return nil
    }
    let found = known(entries, keys: keys, path: path, into: &diagnostics)
    guard !diagnostics.isFull else { return nil }
    var values: [(key: String, value: ResolvedValue)] = []
    for key in keys where !(path.isEmpty && ManifestSchema.compositionKeys.contains(key.name)) {
      let keyPath = path.isEmpty ? key.name : "\(path).\(key.name)"
      if let written = found[key.name] {
        if let read = value(written, as: key.type, path: keyPath, into: &diagnostics) {
          values.append((key.name, read))
        }
      } else if !isWhole || !key.providers.isEmpty {
        continue
      } else if case .required = key.default {
        diagnostics.append(.missingKey(key, in: node, path: path))
      } else if let content = key.defaultContent {
        values.append((key.name, ResolvedValue(content)))
      }
    }
    return ResolvedValue(.mapping(values), range: node.range)
  }

  /// The values of the keys that the format has; the others are reported.
  private func known(
    _ entries: [YAMLNode.Entry],
    keys: [Key],
    path: String,
    into diagnostics: inout DiagnosticList
  ) -> [String: YAMLNode] {
    let names = keys.map(\.name)
    var found: [String: YAMLNode] = [:]
    var unknown: [YAMLNode] = []
    for entry in entries {
      if let name = entry.key.plainKey, names.contains(name) {
        found[name] = entry.value
      } else {
        unknown.append(entry.key)
      }
    }
    var free = names.filter { found[$0] == nil }
    for key in unknown where !diagnostics.isFull {
      let problem = Diagnostic.unknownKey(key, in: path, known: names, free: free, format)
      diagnostics.append(problem)
      // Two keys that are both corrected to a third would be the next error.
      if let taken = problem.replacement { free.removeAll { $0 == taken } }
    }
    return found
  }
}

extension YAMLNode {
  /// The text of a node that can be a key of the format; nil for lists, mappings and null.
  var plainKey: String? {
    guard case .scalar(let scalar) = value else { return nil }
    return scalar.text
  }
}
