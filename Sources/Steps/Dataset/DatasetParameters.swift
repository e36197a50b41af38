package import Manifest

/// Everything that decides what the documents of a dataset are, apart from the pairs themselves.
package struct DatasetParameters: Hashable, Sendable {
  /// Decides every random choice.
  package var seed: UInt64

  /// Pairs with a guidance and an example: the first ones of the source.
  package var realized: Int

  /// Pairs with a guidance only: those that follow in the source.
  package var unrealized: Int

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
    self.phrasings = phrasings
    self.pairsPerDocument = pairsPerDocument
    self.guidanceRepeats = guidanceRepeats
    self.exampleTemplate = exampleTemplate
    self.exampleRepeats = exampleRepeats
    self.layout = layout
    self.order = order
  }
}
