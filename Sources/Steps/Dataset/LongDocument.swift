internal import Providers

/// A document that a provider cannot train on.
struct LongDocument: Hashable, Sendable {
  enum Kind: String, Sendable {
    case example, guidance, validation
  }

  var kind: Kind

  /// The line of a pairs file of the longest of its pairs; nil where there is no file.
  var line: Int?

  /// How many pairs it has.
  var pairs: Int

  /// What it has too much of, as the end of a sentence.
  var objection: String
}

extension DatasetParameters {
  /// Whether every document is short enough for a provider whatever pairs it has.
  func allFit(_ limit: DocumentLimit, longestPair: Int) -> Bool {
    let templates = (phrasings + [exampleTemplate]).map(\.utf8.count).max() ?? 0
    let line = templates + (personas.map(\.utf8.count).max() ?? 0) + 1
    let frames = [Markers.guidance, Markers.example]
    let markers = frames.map { $0.head.utf8.count + $0.tail.utf8.count }.max() ?? 0
    // Of a source of which nothing is known a pair may have any length.
    guard longestPair < limit.bytes, line < limit.bytes else { return false }
    let (size, overflow) = (longestPair + line).multipliedReportingOverflow(
      by: max(1, pairsPerDocument.upperBound)
    )
    return !overflow && size <= limit.bytes - markers
  }
}

extension DatasetWriter {
  /// The most documents that are looked at; those after them are for the provider to refuse.
  private static let mostDocuments = 200_000

  /// The bytes of documents that a provider is asked about together.
  private static let mostBytes = 8 << 20

  /// The documents that a provider cannot train on, one for each pair that is the longest of its own.
  ///
  /// - Parameters:
  ///   - limit: What the provider says of documents.
  ///   - most: The most that are given.
  /// - Returns: The documents in the order in which they are made.
  /// - Throws: `DatasetError` where the documents cannot be made.
  func longDocuments(
    by limit: DocumentLimit,
    most: Int
  ) throws(DatasetError) -> [LongDocument] {
    var found: [LongDocument] = []
    var known: Set<Int> = []
    var count = 0
    var asked: [(kind: LongDocument.Kind, pairs: Int, longest: Int)] = []
    var texts: [(prompt: String, completion: String)] = []
    var byteCount = 0
    func ask() {
      for (document, objection) in zip(asked, limit.objections(texts)) {
        guard let objection, found.count < most, known.insert(document.longest).inserted else {
          continue
        }
        found.append(
          LongDocument(
            kind: document.kind,
            line: line(ofPair: document.longest),
            pairs: document.pairs,
            objection: objection
          )
        )
      }
      (asked, texts, byteCount) = ([], [], 0)
    }
    func look(
      at line: DataLine,
      _ pairs: [Int],
      _ kind: LongDocument.Kind
    ) throws(DatasetError) {
      count += 1
      guard count <= Self.mostDocuments, found.count < most else { throw .cancelled }
      let size = line.prompt.count + line.completion.count
      guard size > limit.bytes, let longest = longest(of: pairs), !known.contains(longest) else {
        return
      }
      asked.append((kind, pairs.count, longest))
      texts.append(
        (
          String(decoding: line.prompt, as: UTF8.self),
          String(decoding: line.completion, as: UTF8.self)
        )
      )
      byteCount += size
      if byteCount >= Self.mostBytes { ask() }
    }
    do throws(DatasetError) {
      var number = 0
      _ = try forEachDocument { line, pairs throws(DatasetError) in
        number += 1
        try look(at: line, pairs, number <= exampleDocuments ? .example : .guidance)
      }
      try forEachValidationDocument { line, pair throws(DatasetError) in
        try look(at: line, [pair], .validation)
      }
    } catch {
      guard error == .cancelled else { throw error }
    }
    if !texts.isEmpty { ask() }
    return found
  }
}
