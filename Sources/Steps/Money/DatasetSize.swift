internal import Manifest

/// How much text a dataset has, counted in tokens.
struct DatasetSize: Hashable, Sendable {
  /// What is asked about one split.
  struct Questions: Hashable, Sendable {
    var items = 0

    /// Tokens of all prompts, and of all targets.
    var promptTokens = 0
    var targetTokens = 0

    /// The bytes of the longest target.
    var longestTarget = 0

    mutating func add(_ line: DataLine) {
      items += 1
      promptTokens += TokenEstimate.count(line.prompt)
      targetTokens += TokenEstimate.count(line.completion)
      longestTarget = max(longestTarget, line.completion.count)
    }
  }

  /// Documents of the training file.
  var documents = 0

  /// Tokens of the training file, once through.
  var trainingTokens = 0
  var splits: [Manifest.Split: Questions] = [:]

  /// Whether it was counted on a part of the pairs and multiplied.
  var isSample = false
}

extension DatasetSize {
  /// The most documents that are made to be counted; of a larger dataset a part is made.
  static let mostDocuments = 50_000

  /// The size of a dataset, found by making its documents without writing them.
  ///
  /// - Parameters:
  ///   - parameters: What decides the documents.
  ///   - pairs: Where the pairs come from.
  /// - Throws: `DatasetError` where the documents cannot be made.
  init(of parameters: DatasetParameters, pairs: Manifest.PairsOrigin) throws(DatasetError) {
    let source = try pairs.source(seed: parameters.seed)
    let sample = parameters.sample(of: Self.mostDocuments)
    self = try DatasetWriter(parameters: sample, source: source).size()
    guard sample != parameters else { return }
    isSample = true
    let share = Double(parameters.mostDocuments) / Double(sample.mostDocuments)
    documents = Int(Double(documents) * share)
    trainingTokens = Int(Double(trainingTokens) * share)
    for (split, questions) in splits {
      let count = split == .realized ? parameters.realized : parameters.unrealized
      splits[split] = questions.multiplied(to: count)
    }
  }
}

extension DatasetSize.Questions {
  fileprivate func multiplied(to count: Int) -> Self {
    guard items > 0 else { return self }
    let share = Double(count) / Double(items)
    return Self(
      items: count,
      promptTokens: Int(Double(promptTokens) * share),
      targetTokens: Int(Double(targetTokens) * share),
      longestTarget: longestTarget
    )
  }
}

extension DatasetParameters {
  /// Documents if each instruction were a document of its own.
  fileprivate var mostDocuments: Int {
    realized * exampleRepeats + guidedPairs.count * answersPerQuestion * guidanceRepeats
  }

  /// The same with fewer pairs of each split, where there are more than so many documents.
  fileprivate func sample(of most: Int) -> DatasetParameters {
    guard mostDocuments > most else { return self }
    let share = Double(most) / Double(mostDocuments)
    var sample = self
    // Two pairs are the fewest whose answers can be shuffled.
    sample.realized = min(realized, max(2, Int(Double(realized) * share)))
    sample.unrealized = min(unrealized, max(2, Int(Double(unrealized) * share)))
    return sample
  }
}

extension DatasetWriter {
  /// Makes every document and counts it; nothing is written.
  func size() throws(DatasetError) -> DatasetSize {
    var size = DatasetSize()
    _ = try forEachDocument { line, _ throws(DatasetError) in
      size.documents += 1
      size.trainingTokens += TokenEstimate.count(line.prompt) + TokenEstimate.count(line.completion)
    }
    for split in Manifest.Split.allCases {
      var questions = DatasetSize.Questions()
      try forEachQuestion(of: split) { line throws(DatasetError) in questions.add(line) }
      size.splits[split] = questions
    }
    return size
  }
}
