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

  /// This mapping with the value at a path of keys replaced; what the path lacks is made.
  func replacing(_ path: some Collection<YAMLNode>, with replacement: YAMLNode) -> YAMLNode {
    guard let key = path.first else { return replacement }
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
