internal import Diagnostics

/// Collects the entries of one mapping, keeps their order, refuses duplicates and merges `<<`.
struct YAMLMappingBuilder {
  /// What stands at one place of the mapping.
  private enum Slot {
    case entry(YAMLNode.Entry)
    case merge([YAMLNode.Entry])
  }

  private var slots: [Slot] = []
  private var keys: [YAMLKeyIdentity: YAMLNode] = [:]
  private var mergeKey: YAMLNode?

  /// Adds a key with its value, which is nil where an error was found in it; gives what is wrong.
  mutating func add(_ key: YAMLNode, _ value: YAMLNode?) -> Diagnostic? {
    guard !Self.isMergeKey(key) else { return merge(key, value) }
    let identity = YAMLKeyIdentity(key)
    if let first = keys[identity] { return YAMLDiagnostics.duplicateKey(key, first: first) }
    keys[identity] = key
    if let value { slots.append(.entry(YAMLNode.Entry(key: key, value: value))) }
    return nil
  }

  private mutating func merge(_ key: YAMLNode, _ value: YAMLNode?) -> Diagnostic? {
    if let mergeKey { return YAMLDiagnostics.duplicateKey(key, first: mergeKey) }
    mergeKey = key
    guard let value else { return nil }
    for source in value.sequence ?? [value] {
      guard let entries = source.mapping else { return YAMLDiagnostics.unmergeable(source) }
      slots.append(.merge(entries))
    }
    return nil
  }

  /// The entries in order, merged ones in the place of their `<<`.
  ///
  /// A key of the mapping itself wins over merged ones, an earlier merged mapping over later ones.
  /// Source: the YAML type repository, *Merge Key Language-Independent Type*, version 1.1.
  var entries: [YAMLNode.Entry] {
    var merged: Set<YAMLKeyIdentity> = []
    return slots.flatMap { slot in
      switch slot {
      case .entry(let entry):
        [entry]
      case .merge(let entries):
        entries.filter {
          let identity = YAMLKeyIdentity($0.key)
          return keys[identity] == nil && merged.insert(identity).inserted
        }
      }
    }
  }

  private static func isMergeKey(_ key: YAMLNode) -> Bool {
    key.tag == nil && key.scalar == YAMLScalar(text: "<<", style: .plain)
  }
}

/// What makes two keys the same: kind and value, not how or where they are written.
///
/// Source: YAML 1.2.2, section 3.2.1.3, *Node Comparison*.
indirect enum YAMLKeyIdentity: Hashable {
  case scalar(CoreValue)
  case number(bits: UInt64)
  case sequence([YAMLKeyIdentity])
  case mapping([YAMLKeyIdentity: YAMLKeyIdentity])

  /// The identity of a node.
  init(_ node: YAMLNode) {
    switch node.value {
    case .scalar(let scalar):
      let value = scalar.resolved(tag: node.tag)
      // Not-a-number differs from itself as a number, but not as a key.
      if case .number(let number) = value, number.isNaN {
        self = .number(bits: Double.nan.bitPattern)
      } else {
        self = .scalar(value)
      }
    case .sequence(let items):
      self = .sequence(items.map { YAMLKeyIdentity($0) })
    case .mapping(let entries):
      let pairs = entries.map { (YAMLKeyIdentity($0.key), YAMLKeyIdentity($0.value)) }
      self = .mapping(Dictionary(pairs) { first, _ in first })
    }
  }
}
