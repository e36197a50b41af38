internal import Diagnostics
internal import YAMLBridge

/// A path of keys from a manifest's root, such as `fine-tune.epochs`; an option's may also name an item
/// of a list, as in `fine-tune.models[0]`.
enum KeyPath {
  /// The keys of a path as nodes, each with its own place in the text.
  ///
  /// - Parameters:
  ///   - text: The path.
  ///   - range: Where it is written; it may hold more after the path, and quotes around it.
  ///   - hasItems: Whether it may name items of lists.
  /// - Returns: One scalar node for each key, and one such as `[0]` for each item.
  static func nodes(_ text: String, in range: SourceRange, hasItems: Bool = false) -> [YAMLNode] {
    let beginning = range.file.range(range.lower..<range.lower + text.utf8.count)
    let place = beginning.text == text ? beginning : range
    var offset = 0
    return text.split(separator: ".", omittingEmptySubsequences: false).flatMap { part in
      var lower = offset
      offset += part.utf8.count + 1
      return (hasItems ? itemParts(part) : [part]).map { part in
        defer { lower += part.utf8.count }
        return YAMLNode(
          value: .scalar(YAMLScalar(text: String(part), style: .plain)),
          range: place.part(lower..<lower + part.utf8.count, of: text)
        )
      }
    }
  }

  /// The number in a node such as `[0]`; nil for a key.
  static func item(_ node: YAMLNode) -> Int? {
    guard let text = node.plainKey, text.hasPrefix("["), text.hasSuffix("]") else { return nil }
    return Int(text.dropFirst().dropLast())
  }

  /// A key and the items after it: `models[0]` as `models` and `[0]`.
  private static func itemParts(_ part: Substring) -> [Substring] {
    var parts: [Substring] = []
    var rest = part
    while rest.hasSuffix("]"), let open = rest.lastIndex(of: "["), open > rest.startIndex,
      Int(rest[rest.index(after: open)...].dropLast()) != nil
    {
      parts.insert(rest[open...], at: 0)
      rest = rest[..<open]
    }
    return [rest] + parts
  }

  /// The key of the format that a path leads to; nil where an error was added.
  static func key(at path: [YAMLNode], into diagnostics: inout DiagnosticList) -> Key? {
    var keys = ManifestSchema.keys.filter { !ManifestSchema.compositionKeys.contains($0.name) }
    var parent = ""
    var found: Key?
    var type: ValueType?
    for node in path {
      if let item = item(node) {
        guard let list = type?.itemType else {
          diagnostics.append(.noItems(parent, at: node.range))
          return nil
        }
        type = list
        parent += "[\(item)]"
        continue
      }
      if let type {
        guard case .mapping(let children) = type else {
          diagnostics.append(.noKeysBelow(parent, at: node.range))
          return nil
        }
        keys = children
      }
      guard let key = keys.first(where: { $0.name == node.plainKey }) else {
        let names = keys.map(\.name)
        diagnostics.append(.unknownKey(node, in: parent, known: names, free: names))
        return nil
      }
      parent = parent.isEmpty ? key.name : "\(parent).\(key.name)"
      found = key
      type = key.type
    }
    return found
  }
}

extension ValueType {
  /// What an item of a list is; nil where no list may stand.
  fileprivate var itemType: ValueType? {
    switch self {
    case .list(let item, _, _): item
    case .scalarOrList(_, let list): list.itemType
    default: nil
    }
  }
}
