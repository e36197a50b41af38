internal import Manifest

/// What guidance says about each pair, and how its questions are answered by each persona.
///
/// The first persona's answers are those of the pairs. The other's are the answers of pairs that come
/// after them in the source, of the same kind, so that no answer belongs to two questions and none can
/// be told from the other's by its question. Shuffled answers stay within their split: an unrealized
/// question is told an answer that no example gives.
struct GuidedPairs: Sendable {
  private let source: any PairSource

  /// For each pair, the number of the one whose answer the second persona gives; empty without one.
  private let others: [Int]
  private let shuffles: [Shuffle]

  /// A split whose answers change places, for one persona.
  private struct Shuffle {
    var persona: Int
    var numbers: Range<Int>
    var order: SeededDerangement
  }

  /// Takes parameters that can be honoured with the source.
  init(_ parameters: DatasetParameters, source: any PairSource) throws(DatasetError) {
    self.source = source
    others = try Self.others(parameters, source: source)
    guard parameters.guidanceAnswers == .shuffled else {
      shuffles = []
      return
    }
    let splits = [
      (parameters.realizedPairs, RandomStream.realizedAnswers, Manifest.Split.realized),
      (parameters.unrealizedPairs, RandomStream.unrealizedAnswers, .unrealized),
    ]
    .filter { parameters.guidanceSplits.contains($2) }
    shuffles = (0..<parameters.answersPerQuestion).flatMap { persona in
      splits.map { numbers, stream, _ in
        Shuffle(
          persona: persona,
          numbers: numbers,
          order: SeededDerangement(
            count: numbers.count,
            seed: parameters.seed,
            stream: RandomStream.stream(stream, of: persona)
          )
        )
      }
    }
  }

  /// The question of a pair with a persona's own answer, which guidance may shuffle.
  func answered(_ index: Int, by persona: Int) -> Pair {
    let own = source.pair(at: index)
    guard persona > 0 else { return own }
    return Pair(question: own.question, answer: answer(index, persona))
  }

  /// The question of a pair with the answer that guidance gives to it for a persona.
  func guided(_ index: Int, for persona: Int) -> Pair {
    let shuffle = shuffles.first { $0.persona == persona && $0.numbers.contains(index) }
    guard let shuffle else { return answered(index, by: persona) }
    let start = shuffle.numbers.lowerBound
    let other = start + shuffle.order[index - start]
    return Pair(
      question: source.pair(at: index).question,
      answer: answer(other, persona)
    )
  }

  private func answer(_ index: Int, _ persona: Int) -> String {
    source.pair(at: persona == 0 ? index : others[index]).answer
  }

  /// Gives each pair the next one after all of them that is of its kind and not given yet.
  private static func others(
    _ parameters: DatasetParameters,
    source: any PairSource
  ) throws(DatasetError) -> [Int] {
    guard parameters.answersPerQuestion > 1 else { return [] }
    let pairs = parameters.pairs
    var waiting = Dictionary(grouping: (0..<pairs).reversed(), by: source.kind(at:))
    var others = Array(repeating: 0, count: pairs)
    var left = pairs
    for other in pairs..<source.count where left > 0 {
      guard let index = waiting[source.kind(at: other)]?.popLast() else { continue }
      others[index] = other
      left -= 1
    }
    guard left == 0 else {
      throw .parameter(
        "\(left) of \(pairs) questions have no pair of their kind left that a second persona could "
          + "take its answer from; ask for fewer pairs"
      )
    }
    return others
  }
}
