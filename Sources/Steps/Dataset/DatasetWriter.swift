internal import Manifest

/// Writes the files of a dataset.
package struct DatasetWriter: Sendable {
  /// Raised when the same parameters and pairs would give other bytes than before.
  package static let generatorVersion = 1

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
      for name in DatasetFileName.allCases { removeFile(folder + "/" + name.rawValue) }
      throw error
    }
  }

  private func files(
    in folder: String,
    isCancelled: @escaping () -> Bool
  ) throws(DatasetError) -> DatasetCard {
    // An old card must not vouch for new files if the process dies on the way.
    removeFile(folder + "/" + DatasetFileName.card.rawValue)
    var training = try DatasetFile(.train, in: folder, isCancelled: isCancelled)
    let counts = try writeTraining(to: &training, scratchFolder: folder)
    var validation = try DatasetFile(.validation, in: folder, isCancelled: isCancelled)
    try write(.unrealized, to: &validation)
    var known = try DatasetFile(.realized, in: folder, isCancelled: isCancelled)
    try write(.realized, to: &known)
    // All of them are on the disk before the training file is read back.
    var files = [try training.finish(), try validation.finish(), try known.finish()]
    if parameters.answersPerQuestion > 1 {
      var other = try DatasetFile(.otherPersona, in: folder, isCancelled: isCancelled)
      try write(.otherPersona, to: &other)
      files.append(try other.finish())
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
    to file: inout DatasetFile,
    scratchFolder: String
  ) throws(DatasetError) -> DatasetCard.Counts {
    switch parameters.order {
    case .examplesFirst:
      return try forEachDocument { line throws(DatasetError) in try file.append(line) }
    case .shuffled:
      var writer = try DatasetError.file { () throws(FileFailure) in
        try RecordFile.Writer(folder: scratchFolder)
      }
      let counts = try forEachDocument { line throws(DatasetError) in
        try file.checkCancellation()
        try DatasetError.file { () throws(FileFailure) in
          try writer.append(JSONText.line(prompt: line.prompt, completion: line.completion))
        }
      }
      let records = try DatasetError.file { () throws(FileFailure) in try writer.finish() }
      let order = SeededPermutation(
        count: UInt64(records.count),
        seed: parameters.seed,
        stream: RandomStream.documentOrder
      )
      for place in 0..<records.count {
        let record = try DatasetError.file { () throws(FileFailure) in
          try records.record(at: Int(order[UInt64(place)]))
        }
        try file.append(record)
      }
      return counts
    }
  }

  /// Gives every training document, examples before guidance, and says how many there were.
  func forEachDocument(
    _ body: (DataLine) throws(DatasetError) -> Void
  ) throws(DatasetError) -> DatasetCard.Counts {
    for _ in 0..<parameters.exampleRepeats {
      for index in 0..<parameters.realized {
        let pair = try pair(at: index)
        switch parameters.layout {
        case .wholeDocument: try body(examples.whole(pair))
        case .promptAndTarget: try body(examples.parted(pair))
        }
      }
    }
    var guidance = GuidanceDocuments(parameters, phrasings: templates.phrasings, pairs: pairs)
    var guidanceCount = 0
    while let line = try nextDocument(&guidance) {
      try body(line)
      guidanceCount += 1
    }
    return DatasetCard.Counts(
      exampleDocuments: parameters.exampleRepeats * parameters.realized,
      guidanceDocuments: guidanceCount,
      instructions: guidance.instructions
    )
  }

  /// Gives every question of a split with its answer; none of a split that the dataset has not.
  func forEachQuestion(
    of split: Manifest.Split,
    _ body: (DataLine) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    let numbers = split == .realized ? parameters.realizedPairs : parameters.unrealizedPairs
    let persona = split == .otherPersona ? 1 : 0
    guard persona < parameters.answersPerQuestion else { return }
    for index in numbers {
      try body(examples.question(try pair(at: index, answeredBy: persona)))
    }
  }

  private func write(
    _ split: Manifest.Split,
    to file: inout DatasetFile
  ) throws(DatasetError) {
    try forEachQuestion(of: split) { line throws(DatasetError) in try file.append(line) }
  }

  private func nextDocument(_ guidance: inout GuidanceDocuments) throws(DatasetError) -> DataLine? {
    do throws(PairsFileError) {
      return try guidance.document()
    } catch {
      throw .pairs(error)
    }
  }

  private func pair(at index: Int, answeredBy persona: Int = 0) throws(DatasetError) -> Pair {
    do throws(PairsFileError) {
      return try pairs.answered(index, by: persona)
    } catch {
      throw .pairs(error)
    }
  }
}
