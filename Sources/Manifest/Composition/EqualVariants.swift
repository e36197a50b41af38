internal import Diagnostics

/// What two experiments may differ in without a difference in their results.
enum ImmaterialParts {
  /// The lists whose order means nothing.
  static let unordered: Set = [
    "dataset.guidance.splits", "fine-tune.models", "fine-tune.seeds", "evaluate.splits",
    "evaluate.metrics",
  ]

  /// The keys that change no result.
  static let labels: Set = ["fine-tune.suffix", "fine-tune.deadline"]
}

extension ResolvedValue {
  /// The value at a key path with lists whose order means nothing in one order.
  func ordered(at path: String) -> ResolvedValue {
    switch content {
    case .mapping(let entries):
      let values = entries.map { ($0.key, $0.value.ordered(at: "\(path).\($0.key)")) }
      return ResolvedValue(.mapping(values), origin: origin)
    case .list(let items) where ImmaterialParts.unordered.contains(path):
      return ResolvedValue(.list(items.sorted { $0.flow < $1.flow }), origin: origin)
    default: return self
    }
  }
}

extension Matrix {
  /// Adds an error where two combinations give experiments of equal results.
  func checkVariants(of base: ResolvedValue, into diagnostics: inout DiagnosticList) {
    guard mayRepeat, let range else { return }
    // What the matrix does not vary is the same in all, so it need not be compared.
    let varied = Set(combinations.flatMap { $0.choices.map(\.path.text) }).sorted()
    let outermost = varied.filter { path in
      !varied.contains { path.hasPrefix($0 + ".") }
    }
    var first: [[String?]: Combination] = [:]
    for combination in combinations {
      let values = combination.applied(to: base)
      let meaning = ImmaterialParts.labels.reduce(values) {
        $0.removing($1.split(separator: ".").map(String.init)[...])
      }
      let texts = outermost.map { meaning.value(at: $0)?.ordered(at: $0).flow }
      // An inclusion that is there twice is told where it is written.
      guard
        let earlier = first.updateValue(combination, forKey: texts),
        earlier.values != combination.values
      else { continue }
      diagnostics.append(
        .sameVariants(
          earlier.values,
          combination.values,
          butFor: Self.immaterialDifferences(earlier.applied(to: base), values),
          at: range
        )
      )
      return
    }
  }

  /// Whether combinations of different values can be equal; two values of one key path never are.
  private var mayRepeat: Bool {
    !inclusions.isEmpty
      || axes.contains { axis in
        axes.contains { $0.path.text.hasPrefix(axis.path.text + ".") }
          || ImmaterialParts.labels.contains { KeyPath.isOneOnTheWay(to: $0, axis.path.text) }
      }
  }

  /// What differs in experiments of equal results, as the end of a sentence.
  private static func immaterialDifferences(
    _ first: ResolvedValue,
    _ second: ResolvedValue
  ) -> [String] {
    func differ(at path: String) -> Bool {
      first.value(at: path)?.flow != second.value(at: path)?.flow
    }
    return ImmaterialParts.unordered.sorted().filter(differ).map { "the order of '\($0)'" }
      + ImmaterialParts.labels.sorted().filter(differ).map { "'\($0)'" }
  }
}
