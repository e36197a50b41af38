extension ValueType {
  /// The type with all its limits, as pages and comments explain it.
  var explanation: String {
    switch self {
    case .text(.nonEmpty): return "a text of at least one character"
    case .list(let item, let count, let unique):
      let items =
        count.lowerBound == count.upperBound
        ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
      return "a list of \(items) items\(unique ? ", none of them twice" : ""), each "
        + item.explanation
    case .scalarOrList(let scalar, let list): return "\(scalar.explanation), or \(list.explanation)"
    case .matrix:
      return "a mapping from key paths to lists of values, none of them twice, and from "
        + "'include' and 'exclude' to lists of combinations; at most \(Matrix.limit) combinations, with "
        + "\(Matrix.byteLimit) bytes in their texts and lists together, \(ResolvedValue.bytesOfItem) for "
        + "each item beside its text"
    default: return phrase
    }
  }
}

extension Key {
  /// The value that explanations show: the key's example, or else its default, on one line of YAML.
  var shownValue: String? { example ?? shownDefault }

  /// The default on one line of YAML; nil where there is none.
  var shownDefault: String? {
    guard case .value(let content) = `default` else { return nil }
    return ResolvedValue(content).flow
  }
}
