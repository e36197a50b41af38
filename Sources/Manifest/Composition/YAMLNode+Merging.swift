internal import Diagnostics
internal import YAMLBridge

extension YAMLNode {
  /// This mapping with what it does not say taken from a base.
  ///
  /// Mappings merge, all else replaces, an empty mapping too, and null takes away what the base says. A
  /// null that has nothing to take away stays, so that it is told where values are read.
  func merged(over base: YAMLNode) -> YAMLNode {
    guard case .mapping(let own) = value, case .mapping(let inherited) = base.value else {
      return self
    }
    var entries = inherited.map(Optional.some)
    var places: [String: Int] = [:]
    for (index, entry) in inherited.enumerated() {
      if let key = entry.key.plainKey { places[key] = places[key] ?? index }
    }
    for entry in own {
      guard let index = entry.key.plainKey.flatMap({ places[$0] }) else {
        entries.append(entry)
        continue
      }
      let base = inherited[index].value
      let isEmpty = entry.value.mapping?.isEmpty ?? false
      let value = isEmpty ? entry.value : entry.value.merged(over: base)
      let takesAway = value.isNull && !base.isNull
      entries[index] = takesAway ? nil : Entry(key: entry.key, value: value)
    }
    var result = self
    result.value = .mapping(entries.compactMap(\.self))
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
