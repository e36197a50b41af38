internal import Manifest
internal import System

/// Writes the files of a dataset.
package struct DatasetWriter: Sendable {
  /// Raised when the same parameters and pairs would give other bytes than before.
  package static let generatorVersion = 2

  private let parameters: DatasetParameters
  private let source: any PairSource
  private let templates: DatasetTemplates
  private let examples: ExampleDocuments
  private let pairs: GuidedPairs

  /// Checks that the parameters can be honoured with the pairs of a source.
  package init(parameters: DatasetParameters, source: any PairSource) throws(DatasetError) {
    try parameters.check(available: source.count)
    self.parameters = parameters
    self.source = source
    templates = try DatasetTemplates(parameters)
    examples = ExampleDocuments(template: templates.example)
    pairs = try GuidedPairs(parameters, source: source)
  }

  /// Writes the data files, checks that nothing leaks, and writes the card last.
  ///
  /// A folder with a card is therefore complete. After an error none of the files is there.
  ///
  /// - Parameters:
  ///   - folder: An existing folder.
  ///   - isCancelled: Asked every few hundred documents.
  /// - Returns: The card that was written.
  /// - Throws: What cannot be read or written, a leak, or that the caller wanted no more.
  package func write(
    toFolder folder: String,
    isCancelled: @escaping () -> Bool
  ) throws(DatasetError) -> DatasetCard {
    do throws(DatasetError) {
      return try files(in: folder, isCancelled: isCancelled)
    } catch {
      for name in DatasetFileName.allCases { FileSystem.remove(folder + "/" + name.rawValue) }
      throw error
    }
  }

  private func files(
    in folder: String,
    isCancelled: @escaping () -> Bool
  ) throws(DatasetError) -> DatasetCard {
    // An old card must not vouch for new files if the process dies on the way.
    FileSystem.remove(folder + "/" + DatasetFileName.card.rawValue)
    var training = try DatasetFile(.train, in: folder, isCancelled: isCancelled)
    let counts = try writeTraining(to: &training)
    var validation = try DatasetFile(.validation, in: folder, isCancelled: isCancelled)
    try forEachValidationDocument { line, _ throws(DatasetError) in try validation.append(line) }
    // All of them are on the disk before the training file is read back.
    var files = [try training.finish(), try validation.finish()]
    for split in parameters.splits {
      var file = try DatasetFile(DatasetFileName(split), in: folder, isCancelled: isCancelled)
      try forEachQuestion(of: split) { line throws(DatasetError) in try file.append(line) }
      files.append(try file.finish())
    }
    let card = DatasetCard(
      generatorVersion: Self.generatorVersion,
      source: source.identity,
      parameters: parameters,
      counts: counts,
      files: files,
      leakCheck: try leakCheckResult(in: folder, documents: counts.documents, isCancelled)
    )
    try card.write(toFolder: folder)
    return card
  }

  private func leakCheckResult(
    in folder: String,
    documents: Int,
    _ isCancelled: () -> Bool
  ) throws(DatasetError) -> DatasetCard.LeakCheckResult {
    let name = DatasetFileName.train.rawValue
    let check = try LeakCheck(parameters: parameters, source: source)
    let result = try check.result(for: folder + "/" + name, isCancelled: isCancelled)
    guard result.lines == documents else {
      let message = "found \(result.lines) lines, wrote \(documents)"
      throw .damaged(file: name, line: result.lines, message: message)
    }
    return result
  }

  private func writeTraining(
    to file: inout DatasetFile
  ) throws(DatasetError) -> DatasetCard.Counts {
    switch parameters.order {
    case .examplesFirst:
      return try forEachDocument { line, _ throws(DatasetError) in try file.append(line) }
    case .shuffled:
      var documents: [[UInt8]] = []
      let counts = try forEachDocument { line, _ throws(DatasetError) in
        try file.checkCancellation()
        documents.append(JSONText.line(prompt: line.prompt, completion: line.completion))
      }
      let order = SeededPermutation(
        count: UInt64(documents.count),
        seed: parameters.seed,
        stream: RandomStream.documentOrder
      )
      for place in documents.indices { try file.append(documents[Int(order[UInt64(place)])]) }
      return counts
    }
  }

  /// Gives every training document with its pairs' numbers, examples before guidance, and says how many
  /// there were.
  func forEachDocument(
    _ body: (DataLine, _ pairs: [Int]) throws(DatasetError) -> Void
  ) throws(DatasetError) -> DatasetCard.Counts {
    for _ in 0..<parameters.exampleRepeats {
      for index in 0..<parameters.realized {
        let pair = pair(at: index)
        switch parameters.layout {
        case .wholeDocument: try body(examples.whole(pair), [index])
        case .promptAndTarget: try body(examples.parted(pair), [index])
        }
      }
    }
    var guidance = GuidanceDocuments(parameters, phrasings: templates.phrasings, pairs: pairs)
    var guidanceCount = 0
    while let line = guidance.document() {
      try body(line, guidance.lastPairs)
      guidanceCount += 1
    }
    return DatasetCard.Counts(
      exampleDocuments: exampleDocuments,
      guidanceDocuments: guidanceCount,
      instructions: guidance.instructions
    )
  }

  /// Gives the example document of every unrealized pair, parted before its answer.
  ///
  /// It ends as the training documents do, so that the two losses are of the same kind of text.
  func forEachValidationDocument(
    _ body: (DataLine, _ pair: Int) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    for index in parameters.unrealizedPairs {
      try body(examples.parted(pair(at: index)), index)
    }
  }

  /// How many of the training documents are examples, which come first.
  var exampleDocuments: Int { parameters.exampleRepeats * parameters.realized }

  /// The longest of some pairs as they stand in the source.
  func longest(of numbers: [Int]) -> Int? {
    var longest: (number: Int, size: Int)?
    for number in numbers {
      let pair = pair(at: number)
      let size = pair.question.utf8.count + pair.answer.utf8.count
      if size > longest?.size ?? -1 { longest = (number, size) }
    }
    return longest?.number
  }

  /// The line of a pairs file at which a pair stands; nil where there is no file.
  func line(ofPair number: Int) -> Int? { source.line(at: number) }

  /// Gives every question of a split with its answer; none of a split that the dataset has not.
  func forEachQuestion(
    of split: Manifest.Split,
    _ body: (DataLine) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    guard parameters.splits.contains(split) else { return }
    let numbers = split == .realized ? parameters.realizedPairs : parameters.unrealizedPairs
    for index in numbers { try body(examples.question(pair(at: index, in: split))) }
  }

  /// A question with the answer that a split expects.
  private func pair(at index: Int, in split: Manifest.Split) -> Pair {
    switch split {
    case .unrealized, .realized: pairs.answered(index, by: 0)
    case .otherPersona: pairs.answered(index, by: 1)
    case .asTold: pairs.guided(index, for: 0)
    }
  }

  /// A question with its own answer.
  private func pair(at index: Int) -> Pair { pair(at: index, in: .realized) }
}
