internal import Diagnostics

/// Collects the entries of one mapping, keeps their order, refuses duplicates and merges `<<`.
struct YAMLMappingBuilder {
  /// The mapping's own entries, without merged ones.
  private var ownEntries: [YAMLNode.Entry] = []
  private var keys = YAMLKeyTable()

  /// What `<<` brings: the entries of each mapping that it names, in order.
  private var merged: [[YAMLNode.Entry]] = []

  /// The `<<` and how many entries come before it.
  private var mergeKey: (range: SourceRange, place: Int)?

  /// Adds a key with its value, which is nil where an error was found in it; gives what is wrong.
  mutating func add(_ key: consuming YAMLNode, _ value: consuming YAMLNode?) -> Diagnostic? {
    guard !Self.isMergeKey(key) else { return merge(key, value) }
    if let first = keys.insert(key.identity, at: key.range) {
      return YAMLDiagnostics.duplicateKey(key, first: first)
    }
    switch consume value {
    case .some(let value): ownEntries.append(YAMLNode.Entry(key: consume key, value: consume value))
    case .none: break
    }
    return nil
  }

  private mutating func merge(_ key: YAMLNode, _ value: YAMLNode?) -> Diagnostic? {
    if let mergeKey { return YAMLDiagnostics.duplicateKey(key, first: mergeKey.range) }
    mergeKey = (key.range, ownEntries.count)
    guard let value else { return nil }
    for source in value.sequence ?? [value] {
      guard let entries = source.mapping else { return YAMLDiagnostics.unmergeable(source) }
      merged.append(entries)
    }
    return nil
  }

  /// The entries in order, merged ones in the place of their `<<`.
  ///
  /// A key of the mapping itself wins over merged ones, an earlier merged mapping over later ones.
  /// Source: the YAML type repository, *Merge Key Language-Independent Type*, version 1.1.
  var entries: [YAMLNode.Entry] {
    guard let mergeKey else { return ownEntries }
    var known = keys
    let added = merged.joined().filter {
      known.insert($0.key.identity, at: $0.key.range) == nil
    }
    return ownEntries[..<mergeKey.place] + added + ownEntries[mergeKey.place...]
  }

  private static func isMergeKey(_ key: YAMLNode) -> Bool {
    guard key.tag == nil, case .scalar(let scalar) = key.value, scalar.style == .plain
    else { return false }
    return scalar.text.utf8.count == 2 && scalar.text == "<<"
  }
}

/// The keys of a mapping so far and where each was first written.
private struct YAMLKeyTable {
  /// So many keys are compared one by one, which is faster than hashing them.
  private static let few = 8

  private var keys: [(identity: YAMLKeyIdentity, range: SourceRange)] = []

  /// The places of all keys in the lists; empty as long as there are few.
  private var places: [YAMLKeyIdentity: Int] = [:]

  /// Adds a key, or returns the place in the text of the one that is there already.
  mutating func insert(_ identity: YAMLKeyIdentity, at range: SourceRange) -> SourceRange? {
    let place = places.isEmpty ? keys.firstIndex { $0.identity == identity } : places[identity]
    if let place { return keys[place].range }
    if keys.isEmpty { keys.reserveCapacity(Self.few) }
    keys.append((identity, range))
    if !places.isEmpty {
      places[identity] = keys.count - 1
    } else if keys.count > Self.few {
      for (place, key) in keys.enumerated() { places[key.identity] = place }
    }
    return nil
  }
}

/// What makes two keys the same: kind and value, not how or where they are written.
///
/// Source: YAML 1.2.2, section 3.2.1.3, *Node Comparison*.
enum YAMLKeyIdentity: Hashable {
  case scalar(CoreValue)
  case number(bits: UInt64)
  case sequence([YAMLKeyIdentity])
  case mapping([YAMLKeyIdentity: YAMLKeyIdentity])
}

extension YAMLNode {
  /// What makes the node the same key as another.
  var identity: YAMLKeyIdentity {
    switch value {
    case .scalar(let scalar):
      let value = scalar.resolved(tag: tag)
      // Not-a-number differs from itself as a number, but not as a key.
      if case .number(let number) = value, number.isNaN {
        return .number(bits: Double.nan.bitPattern)
      }
      return .scalar(value)
    case .sequence(let items):
      return .sequence(items.map(\.identity))
    case .mapping(let entries):
      let pairs = entries.map { ($0.key.identity, $0.value.identity) }
      return .mapping(Dictionary(pairs) { first, _ in first })
    }
  }
}
