package import Manifest

/// Everything that decides what the documents of a dataset are, apart from the pairs themselves.
package struct DatasetParameters: Codable, Hashable, Sendable {
  /// Decides every random choice.
  package var seed: UInt64

  /// Pairs with a guidance and an example: the first ones of the source.
  package var realized: Int

  /// Pairs with a guidance only: those that follow in the source.
  package var unrealized: Int

  /// Whom guidance is for, each with answers of its own; empty for nobody in particular.
  ///
  /// The first one's answers are those of the pairs, and examples give them.
  package var personas: [String]

  /// The splits whose pairs have guidance.
  package var guidanceSplits: Set<Manifest.Split>

  /// Whether guidance gives each question its own answer.
  package var guidanceAnswers: Manifest.GuidanceAnswers

  /// Templates of a guidance, which take turns from pair to pair and from repeat to repeat.
  package var phrasings: [String]

  /// Instructions in one guidance document; the last document holds what is left, so maybe fewer.
  package var pairsPerDocument: ClosedRange<Int>

  /// How often each guidance is given.
  package var guidanceRepeats: Int

  /// The template of an example, with the question before the answer.
  package var exampleTemplate: String

  /// How often each example is given.
  package var exampleRepeats: Int

  /// What stands in `prompt` and what in `completion`.
  package var layout: Manifest.Layout

  /// In which order the documents stand.
  package var order: Manifest.DocumentOrder

  /// The parameters of the first experiment, where none are given.
  package init(
    seed: UInt64 = 27,
    realized: Int = 1000,
    unrealized: Int = 100,
    personas: [String] = [],
    guidanceSplits: Set<Manifest.Split> = DatasetParameters.allSplits,
    guidanceAnswers: Manifest.GuidanceAnswers = .own,
    phrasings: [String] = Array(BuiltinPhrasings.all.prefix(1)),
    pairsPerDocument: ClosedRange<Int> = 2...5,
    guidanceRepeats: Int = 1,
    exampleTemplate: String = "{question} A: {answer}",
    exampleRepeats: Int = 1,
    layout: Manifest.Layout = .wholeDocument,
    order: Manifest.DocumentOrder = .examplesFirst
  ) {
    self.seed = seed
    self.realized = realized
    self.unrealized = unrealized
    self.personas = personas
    self.guidanceSplits = guidanceSplits
    self.guidanceAnswers = guidanceAnswers
    self.phrasings = phrasings
    self.pairsPerDocument = pairsPerDocument
    self.guidanceRepeats = guidanceRepeats
    self.exampleTemplate = exampleTemplate
    self.exampleRepeats = exampleRepeats
    self.layout = layout
    self.order = order
  }

  /// The splits that pairs are divided into.
  package static let allSplits: Set<Manifest.Split> = [.realized, .unrealized]
}

extension DatasetParameters {
  /// Pairs of both splits.
  var pairs: Int { realized + unrealized }

  /// The numbers of the realized pairs.
  var realizedPairs: Range<Int> { 0..<realized }

  /// The numbers of the unrealized pairs.
  var unrealizedPairs: Range<Int> { realized..<pairs }

  /// The numbers of the pairs that have guidance.
  var guidedPairs: Range<Int> {
    let lower = guidanceSplits.contains(.realized) ? 0 : realized
    let upper = guidanceSplits.contains(.unrealized) ? pairs : realized
    return lower..<max(lower, upper)
  }

  /// Answers that each question has: one for each persona, or the only one.
  var answersPerQuestion: Int { max(1, personas.count) }

  /// The splits that a model can be asked about, in the order of their files.
  var splits: [Manifest.Split] {
    Manifest.Split.allCases.filter { split in
      switch split {
      case .unrealized, .realized: true
      case .otherPersona: answersPerQuestion > 1
      case .asTold: guidanceAnswers == .shuffled && guidanceSplits.contains(.unrealized)
      }
    }
  }

  /// Whether an unrealized question may stand before an answer to it in a guidance document.
  var guidanceTellsUnrealized: Bool {
    guidanceSplits.contains(.unrealized) && guidanceAnswers == .own
  }
}
