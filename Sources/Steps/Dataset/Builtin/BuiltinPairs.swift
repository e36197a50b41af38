/// Natural questions and answers that need no file, each computed from its number.
///
/// No question and no answer comes twice. The seed decides which pairs come, in which order, and
/// which answer belongs to which question; questions and answers agree in kind (a place is asked for,
/// a place is answered) and no further, so that no answer can be guessed.
package struct BuiltinPairs: PairSource {
  /// Raised when the same seed would give other pairs than before.
  package static let version = 1

  /// How many questions are drawn from each pattern.
  private static let questionsPerPattern: UInt64 = 20_000

  /// Pairs that can be had.
  package let count: Int

  /// More than any question has with its answer; a test compares them.
  package let longestPair = 256

  private let seed: UInt64
  private let order: SeededPermutation
  private let groups: [Group]

  /// The pairs of one kind: the numbers of its questions and of its answers, in random order.
  private struct Group {
    let kind: Catalogue.Kind
    let questions: [SeededPermutation]
    let answerOrder: SeededPermutation
    let answers: [SeededPermutation]
    let first: UInt64
    let count: UInt64
  }

  /// The pairs that a seed gives.
  package init(seed: UInt64) {
    var groups: [Group] = []
    var stream: UInt64 = 1
    func permutation(of count: UInt64) -> SeededPermutation {
      stream += 1
      return SeededPermutation(count: count, seed: seed, stream: stream)
    }
    var total: UInt64 = 0
    for kind in Catalogue.kinds {
      let count = UInt64(kind.questions.count) * Self.questionsPerPattern
      groups.append(
        Group(
          kind: kind,
          questions: kind.questions.map { permutation(of: $0.count) },
          answerOrder: permutation(of: count),
          answers: kind.answers.map { permutation(of: $0.count) },
          first: total,
          count: count
        )
      )
      total += count
    }
    self.seed = seed
    self.groups = groups
    order = SeededPermutation(count: total, seed: seed, stream: 1)
    count = Int(total)
  }

  package var identity: PairSourceIdentity { .builtin(version: Self.version) }

  package func kind(at index: Int) -> Int { groupNumber(of: order[UInt64(index)]) }

  package func pair(at index: Int) -> Pair {
    let number = order[UInt64(index)]
    let group = groups[groupNumber(of: number)]
    let place = number - group.first
    let answer = group.answerOrder[place]
    return Pair(
      question: Self.text(place, of: group.kind.questions, in: group.questions),
      answer: Self.text(answer, of: group.kind.answers, in: group.answers)
    )
  }

  private func groupNumber(of number: UInt64) -> Int {
    guard let group = groups.lastIndex(where: { $0.first <= number }) else {
      preconditionFailure("the first kind begins at zero")
    }
    return group
  }

  /// Patterns take turns; each goes through its own texts in its own random order.
  private static func text(
    _ number: UInt64,
    of patterns: [Pattern],
    in orders: [SeededPermutation]
  ) -> String {
    let (turn, index) = number.quotientAndRemainder(dividingBy: UInt64(patterns.count))
    return patterns[Int(index)].text(orders[Int(index)][turn])
  }
}
