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
}
