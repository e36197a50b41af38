internal import Diagnostics

/// Collects the entries of one mapping, keeps their order, refuses duplicates and merges `<<`.
struct YAMLMappingBuilder {
  /// The mapping's own entries, without merged ones.
  private var ownEntries: [YAMLNode.Entry] = []

  /// Where each of its keys was first written.
  private var keys: [YAMLKeyIdentity: SourceRange] = [:]

  /// What `<<` brings: the entries of each mapping that it names, in order.
  private var merged: [[YAMLNode.Entry]] = []

  /// The `<<` and how many entries come before it.
  private var mergeKey: (range: SourceRange, place: Int)?

  /// Adds a key with its value, which is nil where an error was found in it; gives what is wrong.
  mutating func add(_ key: YAMLNode, _ value: YAMLNode?) -> Diagnostic? {
    guard !Self.isMergeKey(key) else { return merge(key, value) }
    let identity = key.identity
    if let first = keys[identity] { return .duplicateKey(key, first: first) }
    keys[identity] = key.range
    if let value { ownEntries.append(YAMLNode.Entry(key: key, value: value)) }
    return nil
  }

  private mutating func merge(_ key: YAMLNode, _ value: YAMLNode?) -> Diagnostic? {
    if let mergeKey { return .duplicateKey(key, first: mergeKey.range) }
    mergeKey = (key.range, ownEntries.count)
    guard let value else { return nil }
    for source in value.sequence ?? [value] {
      guard let entries = source.mapping else { return .unmergeable(source) }
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
    var known = Set(keys.keys)
    let added = merged.joined().filter { known.insert($0.key.identity).inserted }
    return ownEntries[..<mergeKey.place] + added + ownEntries[mergeKey.place...]
  }

  private static func isMergeKey(_ key: YAMLNode) -> Bool {
    key.tag == nil && key.scalar == YAMLScalar(text: "<<", style: .plain)
  }
}

/// What makes two keys the same: kind and value, not how or where they are written.
///
/// Source: YAML 1.2.2, section 3.2.1.3, *Node Comparison*.
enum YAMLKeyIdentity: Hashable {
  case scalar(CoreValue)

  /// The number that as a number differs from itself.
  case notANumber
  case sequence([YAMLKeyIdentity])
  case mapping([YAMLKeyIdentity: YAMLKeyIdentity])
}

extension YAMLNode {
  /// What makes the node the same key as another.
  var identity: YAMLKeyIdentity {
    switch value {
    case .scalar(let scalar):
      switch scalar.resolved(tag: tag) {
      case .number(let number) where number.isNaN: .notANumber
      case let value: .scalar(value)
      }
    case .sequence(let items): .sequence(items.map(\.identity))
    case .mapping(let entries):
      .mapping(
        Dictionary(entries.map { ($0.key.identity, $0.value.identity) }) { first, _ in first }
      )
    }
  }
}
