/// Which items of two lists of mappings belong together, order ignored.
struct ItemPairing {
  /// What is left of both lists without the items that they share; an item that has no partner in
  /// the other list stands alone.
  private(set) var pairs: [(before: ResolvedValue?, after: ResolvedValue?)] = []

  init(_ items: [ResolvedValue], _ others: [ResolvedValue]) {
    var others = others
    var left: [ResolvedValue] = []
    for item in items {
      if let index = others.firstIndex(where: { $0.meaning == item.meaning }) {
        others.remove(at: index)
      } else {
        left.append(item)
      }
    }
    for item in left {
      let scores = others.map { Self.sharedShare(item, $0) }
      // Less than half in common, and one is not a changed form of the other.
      guard let best = scores.max(), best >= 0.5, let index = scores.firstIndex(of: best) else {
        pairs.append((item, nil))
        continue
      }
      pairs.append((item, others.remove(at: index)))
    }
    pairs += others.map { (nil, $0) }
  }

  /// The share of the keys of two mappings that have the same value in both, from 0 to 1.
  private static func sharedShare(_ item: ResolvedValue, _ other: ResolvedValue) -> Double {
    guard let entries = item.mapping, let others = other.mapping else { return 0 }
    let shared = entries.count { entry in other[entry.key]?.meaning == entry.value.meaning }
    let keys = Set(entries.map(\.key)).union(others.map(\.key))
    return keys.isEmpty ? 0 : Double(shared) / Double(keys.count)
  }
}
