internal import Diagnostics

/// What two experiments may differ in without a difference in their results.
enum ImmaterialParts {
  /// The lists whose order means nothing.
  static let unordered: Set = [
    "dataset.guidance.splits", "fine-tune.models", "fine-tune.seeds", "evaluate.splits",
    "evaluate.metrics",
  ]
}

extension ResolvedValue {
  /// The value at a key path with lists whose order means nothing in one order.
  func ordered(at path: String) -> ResolvedValue {
    switch content {
    case .mapping(let entries):
      return with(.mapping(entries.map { ($0.key, $0.value.ordered(at: "\(path).\($0.key)")) }))
    case .list(let items) where ImmaterialParts.unordered.contains(path):
      return with(.list(items.sorted { $0.flow < $1.flow }))
    default: return self
    }
  }
}

extension Matrix {
  /// Adds an error where two combinations give experiments of equal results.
  ///
  /// - Parameters:
  ///   - base: The values that all share.
  ///   - immaterialPaths: The paths of the keys that change no result.
  ///   - diagnostics: Where the error goes.
  func checkVariants(
    of base: ResolvedValue,
    butFor immaterialPaths: Set<String>,
    into diagnostics: inout DiagnosticList
  ) {
    guard mayRepeat(immaterialPaths), let range else { return }
    // What the matrix does not vary is the same in all, so it need not be compared.
    let varied = Set(combinations.flatMap { $0.choices.map(\.path) }).sorted()
    let outermost = varied.filter { path in
      !varied.contains { $0 != path && KeyPaths.leads($0, to: path) }
    }
    var first: [[String?]: Combination] = [:]
    for combination in combinations {
      let values = combination.applied(to: base)
      let meaning = immaterialPaths.reduce(values) { $0.removing($1) }
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
          butFor: Self.immaterialDifferences(earlier.applied(to: base), values, immaterialPaths),
          at: range
        )
      )
      return
    }
  }

  /// Whether combinations of different values can be equal; two values of one key path never are.
  private func mayRepeat(_ immaterialPaths: Set<String>) -> Bool {
    !inclusions.isEmpty
      || axes.contains { axis in
        axes.contains { $0.path != axis.path && KeyPaths.leads(axis.path, to: $0.path) }
          || immaterialPaths.contains { KeyPaths.overlap($0, axis.path) }
      }
  }

  /// What differs in experiments of equal results, as the end of a sentence.
  private static func immaterialDifferences(
    _ first: ResolvedValue,
    _ second: ResolvedValue,
    _ immaterialPaths: Set<String>
  ) -> [String] {
    func differ(at path: String) -> Bool {
      first.value(at: path)?.flow != second.value(at: path)?.flow
    }
    return ImmaterialParts.unordered.sorted().filter(differ).map { "the order of '\($0)'" }
      + immaterialPaths.sorted().filter(differ).map { "'\($0)'" }
  }
}
