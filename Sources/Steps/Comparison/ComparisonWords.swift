/// The sentences that every form of a comparison shares.
package enum ComparisonWords {
  /// How many differences there are.
  package static func heading(_ comparison: Comparison) -> String {
    switch comparison.differences.count {
    case 0: "Both manifests mean the same."
    case 1: "1 difference:"
    case let count: "\(count) differences:"
    }
  }

  /// Which experiments both have, where one of the manifests has a matrix.
  package static func variants(_ variants: VariantMatch) -> String? {
    guard !variants.paths.isEmpty else { return nil }
    let names = variants.paths.map { "'\($0)'" }.joined(separator: ", ")
    return "Experiments, told apart by \(names): \(variants.matched) in both, "
      + "\(variants.onlyA.count) in A alone, \(variants.onlyB.count) in B alone."
  }

  /// How many steps of B are not A's, and how many of them are still to be done.
  package static func steps(_ comparison: Comparison) -> String {
    let steps = comparison.steps
    let total = steps.rerun.count + steps.kept
    let here =
      switch comparison.b.stepsToDo {
      case 0: " All of B is done here."
      case total: " Nothing of B is done here."
      case let count: " Here \(count) of B's steps \(count == 1 ? "is" : "are") still to be done."
      }
    let dropped =
      steps.dropped.isEmpty
      ? "" : " A has \(steps.dropped.count) \(plural("step", steps.dropped.count)) that B lacks."
    guard !steps.rerun.isEmpty else {
      return "None of B's \(total) \(plural("step", total)) differs from A's." + dropped + here
    }
    let kinds = Kind.allCases.compactMap { kind in
      let count = steps.rerun.count { $0.kind == kind.rawValue }
      return count == 0 ? nil : "\(count) \(kind.rawValue)"
    }
    return "\(steps.rerun.count) of B's \(total) \(plural("step", total)) "
      + (steps.rerun.count == 1 ? "differs" : "differ") + " from A's: "
      + kinds.joined(separator: ", ") + "." + dropped + here
  }

  /// What there is to say in place of a table of results.
  package static let nothingMeasured = "Neither was run here, so there are no results to compare."

  /// A side's value where it has none.
  package static let absent = "not there"

  private static func plural(_ word: String, _ count: Int) -> String {
    count == 1 ? word : word + "s"
  }
}
