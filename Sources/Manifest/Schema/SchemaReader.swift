internal import Diagnostics
internal import YAMLBridge

/// Reads a tree of nodes by the description of the format and fills in the defaults.
///
/// It goes on after each problem, so that all of them are found in one pass.
struct SchemaReader {
  /// The values of a composed manifest, or nil where an error was added.
  static func resolvedManifest(
    _ tree: YAMLNode,
    into diagnostics: inout DiagnosticList
  ) -> ResolvedValue? {
    mapping(tree, keys: ManifestSchema.keys, path: "", into: &diagnostics)
  }

  /// Reads one value; `path` is the key path that messages show.
  private static func value(
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

  private static func list(
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
    guard count.contains(nodes.count) else {
      diagnostics.append(.wrongCount(node, path: path, found: nodes.count, allowed: count))
      return nil
    }
    var items: [ResolvedValue] = []
    for (index, element) in nodes.enumerated() {
      guard
        let read = value(element, as: item, path: "\(path)[\(index)]", into: &diagnostics)
      else { continue }
      if unique, let first = items.first(where: { $0.flow == read.flow }) {
        diagnostics.append(.repeatedItem(element, path: path, item: read.flow, first: first.range))
        continue
      }
      items.append(read)
    }
    return items.count == nodes.count
      ? ResolvedValue(.list(items), origin: .written(node.range)) : nil
  }

  private static func mapping(
    _ node: YAMLNode,
    keys: [Key],
    path: String,
    into diagnostics: inout DiagnosticList
  ) -> ResolvedValue? {
    guard case .mapping(let entries) = node.value else {
      diagnostics.append(.wrongType(node, path: path, expected: "a mapping"))
      return nil
    }
    var isComplete = true
    var found: [String: YAMLNode] = [:]
    for entry in entries {
      guard let name = entry.key.plainKey, keys.contains(where: { $0.name == name }) else {
        diagnostics.append(
          .unknownKey(entry.key, in: path, known: keys.map(\.name), taken: entries)
        )
        isComplete = false
        continue
      }
      found[name] = entry.value
    }
    var values: [(key: String, value: ResolvedValue)] = []
    for key in keys where !(path.isEmpty && ManifestSchema.compositionKeys.contains(key.name)) {
      let keyPath = path.isEmpty ? key.name : "\(path).\(key.name)"
      if let written = found[key.name] {
        if let read = value(written, as: key.type, path: keyPath, into: &diagnostics) {
          values.append((key.name, read))
        } else {
          isComplete = false
        }
      } else if case .required = key.default {
        diagnostics.append(.missingKey(key, in: node, path: path))
        isComplete = false
      } else if let content = key.defaultContent {
        values.append((key.name, ResolvedValue(content, origin: .formatDefault)))
      }
    }
    return isComplete ? ResolvedValue(.mapping(values), origin: .written(node.range)) : nil
  }
}

extension Key {
  /// What holds where the key is left out, or nil where it then has no value.
  fileprivate var defaultContent: ResolvedValue.Content? {
    switch `default` {
    case .required, .absent: return nil
    case .value(let content): return content
    case .fromKeys:
      guard case .mapping(let keys) = type else { return nil }
      return .mapping(
        keys.compactMap { key in
          key.defaultContent.map { (key.name, ResolvedValue($0, origin: .formatDefault)) }
        }
      )
    }
  }
}

extension YAMLNode {
  /// The text of a node that can be a key of the format; nil for lists, mappings and null.
  var plainKey: String? {
    guard case .scalar(let scalar) = value else { return nil }
    return scalar.text
  }
}
