import Providers

/// The documents of a training or validation file as tokens, one after another.
struct DocumentSet: Sendable {
  /// The most tokens of one document, the two ends included.
  ///
  /// Attention's time grows with the square of a document's length: at this one a step takes
  /// seconds, and a training file would take days.
  static let longestDocument = 4096

  /// What is wrong with a document of so many tokens, as the end of a sentence; nil where nothing is.
  static func objection(toTokens count: Int) -> String? {
    count <= longestDocument
      ? nil : "has \(count) tokens, and a document may have at most \(longestDocument)"
  }

  /// What one document takes of a set's tokens.
  struct Document: Hashable, Sendable {
    /// The index of its first token.
    var start: Int

    /// Its tokens, the two ends included.
    var count: Int

    /// The tokens from the start on that are given and not predicted.
    var promptCount: Int

    /// The predictions that count: the completion's tokens and the end.
    var countedTokens: Int { count - promptCount }

    /// The places that the document takes in a row.
    var places: Int { count - 1 }
  }

  private(set) var tokens: [Int32] = []
  private(set) var documents: [Document] = []

  /// The predictions that count in all documents together.
  var countedTokens: Int { documents.reduce(0) { $0 + $1.countedTokens } }

  /// The places of the longest document.
  var longest: Int { documents.reduce(0) { max($0, $1.places) } }

  /// The places that the longest documents of a given number take together.
  func largestTotal(ofDocuments count: Int) -> Int {
    documents.map(\.places).sorted(by: >).prefix(count).reduce(0, +)
  }

  /// The tokens of one document.
  func tokens(of document: Document) -> ArraySlice<Int32> {
    tokens[document.start..<document.start + document.count]
  }

  /// Adds a document.
  mutating func append(_ document: (tokens: [Int32], promptCount: Int)) {
    documents.append(
      Document(
        start: tokens.count,
        count: document.tokens.count,
        promptCount: document.promptCount
      )
    )
    tokens.append(contentsOf: document.tokens)
  }

  /// Reads the documents of a file.
  ///
  /// - Throws: `ProviderError.rejected` where the file has no completion, or a document of more
  ///   than `longestDocument` tokens; `ProviderError.file` where it cannot be read; `ProviderError.cancelled`.
  init(
    _ file: PairFile,
    _ tokenizer: Tokenizer,
    flag: CancellationFlag
  ) throws(ProviderError) {
    var set = DocumentSet()
    var hasCompletion = false
    try file.forEachPair { pair, line throws(ProviderError) in
      try flag.check()
      let document = tokenizer.document(prompt: pair.prompt, completion: pair.completion)
      if let objection = Self.objection(toTokens: document.tokens.count) {
        throw .rejected(
          "line \(line) of '\(file.file.name)' \(objection); make it shorter or split it"
        )
      }
      hasCompletion = hasCompletion || !pair.completion.isEmpty
      set.append(document)
    }
    guard !set.documents.isEmpty else {
      throw .rejected("'\(file.file.name)' is empty; it needs at least one line to train on")
    }
    guard hasCompletion else {
      throw .rejected(
        "'\(file.file.name)' has no completion with text in it, so there is nothing to learn"
      )
    }
    self = set
  }

  /// A set without documents.
  init() {}

  /// The documents of given indices, cut into rows of at most `capacity` places each.
  ///
  /// A document is never cut. Every document must fit into a row of its own.
  func rows(of indices: [Int], capacity: Int) -> [ArraySlice<Int>] {
    var rows: [ArraySlice<Int>] = []
    var start = indices.startIndex
    var places = 0
    for position in indices.indices {
      let needed = documents[indices[position]].places
      if places + needed > capacity, position > start {
        rows.append(indices[start..<position])
        start = position
        places = 0
      }
      places += needed
    }
    if start < indices.endIndex { rows.append(indices[start...]) }
    return rows
  }

  /// Replaces a row's content by the documents of given indices.
  func fill(_ row: inout TokenSequences, with indices: ArraySlice<Int>) {
    row.removeAll()
    for index in indices {
      let document = documents[index]
      row.append(tokens(of: document), promptCount: document.promptCount)
    }
  }
}
