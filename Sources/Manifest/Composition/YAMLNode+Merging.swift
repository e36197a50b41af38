internal import Diagnostics
internal import YAMLBridge

extension YAMLNode {
  /// This node with what it does not say taken from a base: mappings merge, all else replaces.
  func merged(over base: YAMLNode) -> YAMLNode {
    guard case .mapping(let own) = value, case .mapping(var entries) = base.value else {
      return self
    }
    var places: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      if let key = entry.key.plainKey { places[key] = places[key] ?? index }
    }
    for entry in own {
      if let index = entry.key.plainKey.flatMap({ places[$0] }) {
        entries[index] = Entry(
          key: entry.key,
          value: entry.value.merged(over: entries[index].value)
        )
      } else {
        entries.append(entry)
      }
    }
    var result = self
    result.value = .mapping(entries)
    return result
  }

  /// This mapping without one of its keys.
  func without(_ key: String) -> YAMLNode {
    guard case .mapping(let entries) = value else { return self }
    var result = self
    result.value = .mapping(entries.filter { $0.key.plainKey != key })
    return result
  }

  /// The node at a path of keys and items, or nil where there is none.
  func node(at path: some Collection<YAMLNode>) -> YAMLNode? {
    path.reduce(Optional(self)) { node, key in
      guard let item = KeyPath.item(key) else { return key.plainKey.flatMap { node?[$0] } }
      guard let items = node?.sequence, items.indices.contains(item) else { return nil }
      return items[item]
    }
  }

  /// This node and all below it at one place.
  func placed(at range: SourceRange) -> YAMLNode {
    var node = self
    node.range = range
    switch value {
    case .scalar: break
    case .sequence(let items): node.value = .sequence(items.map { $0.placed(at: range) })
    case .mapping(let entries):
      node.value = .mapping(
        entries.map { Entry(key: $0.key.placed(at: range), value: $0.value.placed(at: range)) }
      )
    }
    return node
  }

  /// This mapping with the value at a path of keys replaced; what the path lacks is made, but for the
  /// items of lists.
  func replacing(_ path: some Collection<YAMLNode>, with replacement: YAMLNode) -> YAMLNode {
    guard let key = path.first else { return replacement }
    if let item = KeyPath.item(key) {
      guard case .sequence(var items) = value, items.indices.contains(item) else { return self }
      var node = self
      items[item] = items[item].replacing(path.dropFirst(), with: replacement)
      node.value = .sequence(items)
      // The list is no longer what was written where it was.
      node.range = replacement.range
      return node
    }
    var entries: [Entry] = []
    if case .mapping(let existing) = value { entries = existing }
    var node = self
    let rest = path.dropFirst()
    let empty = YAMLNode(value: .mapping([]), range: key.range)
    if let index = entries.firstIndex(where: { $0.key.plainKey == key.plainKey }) {
      entries[index].value = entries[index].value.replacing(rest, with: replacement)
    } else {
      entries.append(Entry(key: key, value: empty.replacing(rest, with: replacement)))
    }
    node.value = .mapping(entries)
    return node
  }
}
