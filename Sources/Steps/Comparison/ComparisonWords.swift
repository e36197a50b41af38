internal import Report
internal import Statistics

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

  /// What came out, and of what that is the effect; nil where neither was run.
  package static func result(_ comparison: Comparison) -> String? {
    let answers = comparison.answers.filter { $0.difference?.verdict != nil }
    guard
      let answer = answers.first(where: { $0.split == "unrealized" }) ?? answers.first,
      case .share(let share)? = answer.difference
    else { return nil }
    let places = Set(answers.map { [$0.provider, $0.model, $0.variant.listed] })
    let place = places.count > 1 ? "\(answer.place): " : ""
    return place + sentence(answer, share) + " " + cause(comparison)
  }

  private static func sentence(_ answer: AnswerComparison, _ share: ShareComparison) -> String {
    let interval = [share.lower, share.upper].map(signedPoints).joined(separator: ", ")
    let units =
      share.method == .runs
      ? "\(answer.a.seeds.count) and \(answer.b.seeds.count) runs"
      : share.method == .differentQuestions
        ? "different \(answer.split) questions"
        : "\(answer.questions.both) \(answer.split) questions"
    let name = share.method.test + (share.method == .questions ? "" : ", p")
    let test = share.p.map { " (\(name) \(Decimals.probability($0)))" } ?? ""
    let numbers = "[\(interval)] on \(units)\(test)"
    let flips =
      share.method == .differentQuestions ? "" : ": \(answer.gained) gained, \(answer.lost) lost"
    switch share.verdict {
    case .better, .worse:
      let direction = share.verdict == .better ? "better" : "worse"
      let points = Verdict.points(share.difference)
      return
        "B is \(direction) by \(points) \(points == "1" ? "point" : "points") \(numbers)\(flips)."
    case .bounded(let bound):
      return "B and A differ by no more than \(Verdict.points(bound)) points \(numbers)\(flips)."
    case .open(let needed, let unit):
      let more =
        needed.map { count in
          " About \(Decimals.grouped(count)) \(unit == .seeds ? "seeds a side" : "questions") would tell."
        } ?? ""
      return
        "Whether B is better cannot be told: \(signedPoints(share.difference)) points \(numbers)\(flips)."
        + more
    case .untellable(let reason):
      return "Whether B is better cannot be told at all: \(reason), on \(units)."
    }
  }

  /// A difference in points of a hundred, with its sign where it is not 0.
  private static func signedPoints(_ share: Double) -> String {
    let points = Verdict.points(share)
    return points == "0" ? points : (share < 0 ? "-" : "") + points
  }

  /// Which of the differences reach what was measured.
  private static func cause(_ comparison: Comparison) -> String {
    let reaching = comparison.differences.filter { $0.affects != .nothing }
    guard !comparison.differences.isEmpty else { return "Nothing was changed." }
    func words(_ difference: Comparison.Difference) -> String {
      let values = [difference.a, difference.b].map { $0?.text ?? absent }
      let change = values.contains { $0.count > 24 } ? "" : " (\(values[0]) → \(values[1]))"
      return "'\(difference.path)'\(change) reaches \(difference.affects.rawValue)"
    }
    switch reaching.count {
    case 0: return "Nothing that was changed reaches what is measured."
    case 1: return "Of what was changed only \(words(reaching[0]))."
    case 2...3: return "Of what was changed " + reaching.map(words).joined(separator: ", ") + "."
    default:
      return
        "\(reaching.count) changes reach what is measured, so that none of them alone is the cause."
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
