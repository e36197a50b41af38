import Foundation
import Providers
import Testing

@testable import LocalProvider

struct TokenSequencesTests {
  @Test func `documents lie one after another and only completions and ends count`() {
    let row = row([([0, 5, 6, 7, 0], 3), ([0, 8, 0], 1)])
    #expect(row.tokens == [0, 5, 6, 7, 0, 8])
    #expect(row.targets == [-1, -1, 7, 0, 8, 0])
    #expect(row.countedPlaces == [2, 3, 4, 5])
    #expect(row.bounds == [0, 4, 6])
  }

  @Test func `a row can be used again`() {
    var row = row([([0, 5, 0], 1)])
    row.removeAll()
    row.append(prompt: [0, 4])
    #expect(row.tokens == [0, 4])
    #expect(row.countedPlaces.isEmpty)
    #expect(row.bounds == [0, 2])
  }
}

struct DocumentSetTests {
  private func set(_ lengths: [Int]) -> DocumentSet {
    var set = DocumentSet()
    for length in lengths {
      set.append((tokens: Array(repeating: 0, count: length + 1), promptCount: 1))
    }
    return set
  }

  @Test(arguments: [
    ([3, 3, 3], 9, [[0, 1, 2]]),
    ([3, 3, 3], 8, [[0, 1], [2]]),
    ([3, 3, 3], 3, [[0], [1], [2]]),
    ([1, 5, 1], 5, [[0], [1], [2]]),
    ([], 5, []),
  ])
  func `documents fill rows without being cut`(
    lengths: [Int],
    capacity: Int,
    expected: [[Int]]
  ) {
    let set = set(lengths)
    let rows = set.rows(of: Array(lengths.indices), capacity: capacity)
    #expect(rows.map(Array.init) == expected)
  }

  @Test func `the longest documents together say how much memory a step needs`() {
    #expect(set([4, 9, 2]).largestTotal(ofDocuments: 2) == 13)
    #expect(set([4, 9, 2]).largestTotal(ofDocuments: 50) == 15)
    #expect(set([4, 9, 2]).longest == 9)
  }

  private func read(_ lines: String, in folder: String) throws -> DocumentSet {
    let file = try dataFile(lines.utf8, named: "train.jsonl", in: folder)
    let tokenizer = Tokenizer(vocabulary: VocabularyBuilder().vocabulary())
    return try DocumentSet(PairFile(file: file), tokenizer, flag: CancellationFlag())
  }

  @Test func `an empty file is rejected`() async throws {
    try await withTemporaryFolder { folder in
      #expect(
        throws: ProviderError.rejected(
          "'train.jsonl' is empty; it needs at least one line to train on"
        )
      ) { try read("", in: folder) }
    }
  }

  @Test func `a file without completions is rejected`() async throws {
    try await withTemporaryFolder { folder in
      let line = #"{"prompt":"a","completion":""}"# + "\n"
      #expect(
        throws: ProviderError.rejected(
          "'train.jsonl' has no completion with text in it, so there is nothing to learn"
        )
      ) { try read(line + line, in: folder) }
    }
  }

  @Test(arguments: [(4094, 0), (4095, 4097), (5000, 5002)])
  func `what is too long is known before anything is trained`(words: Int, tokens: Int) throws {
    let limit = LocalProvider.documentLimit
    let text = String(repeating: "x ", count: words - 2) + "x\n"
    let objection = limit.objections([("", text)])
    #expect(
      objection
        == [tokens == 0 ? nil : "has \(tokens) tokens, and a document may have at most 4096"]
    )
    // The trainer counts the same where the words are in its vocabulary.
    var builder = VocabularyBuilder()
    builder.add(text)
    let tokenizer = Tokenizer(vocabulary: builder.vocabulary())
    #expect(tokenizer.document(prompt: "", completion: text).tokens.count == words + 2)
    // No text has more tokens than twice its bytes and its two ends.
    for part in ["1", "a-", "-1", "1a"] {
      let most = String(repeating: part, count: limit.bytes / part.utf8.count)
      #expect(limit.objections([("", most)]) == [nil])
    }
  }

  @Test func `a document that is too long is rejected with its line`() async throws {
    try await withTemporaryFolder { folder in
      let short = #"{"prompt":"","completion":"x"}"# + "\n"
      let most = String(repeating: "x", count: 4094)
      let fits = try read(short + #"{"prompt":"","completion":"\#(most)"}"#, in: folder)
      #expect(fits.longest == 4095)
      let error = #expect(throws: ProviderError.self) {
        try read(short + #"{"prompt":"y","completion":"\#(most)"}"#, in: folder)
      }
      #expect(
        error?.description
          == "line 2 of 'train.jsonl' has 4097 tokens, and a document may have at most 4096;"
          + " make it shorter or split it"
      )
    }
  }
}

struct PairFileTests {
  private func pairs(_ file: DataFile) throws -> [PairFile.Pair] {
    var pairs: [PairFile.Pair] = []
    try PairFile(file: file).forEachPair { pair, _ in pairs.append(pair) }
    return pairs
  }

  @Test func `pairs come in the order of the file, with or without a last line break`()
    async throws
  {
    try await withTemporaryFolder { folder in
      let text =
        "{\"prompt\":\"a\\n\",\"completion\":\"é\"}\r\n{\"completion\":\"c\",\"prompt\":\"\"}"
      let expected = [
        PairFile.Pair(prompt: "a\n", completion: "é"), PairFile.Pair(prompt: "", completion: "c"),
      ]
      for ending in ["", "\n"] {
        let file = try dataFile((text + ending).utf8, named: "a.jsonl", in: folder)
        #expect(try pairs(file) == expected)
      }
    }
  }

  @Test func `lines that cross the blocks of the file are read whole`() async throws {
    try await withTemporaryFolder { folder in
      let expected = (0..<40).map {
        PairFile.Pair(prompt: "\($0)", completion: String(repeating: "word ", count: 37 * $0))
      }
      let file = try pairFile(expected, in: folder)
      #expect(try pairs(file) == expected)
    }
  }

  @Test(arguments: [
    ("[1]", "this is not an object"),
    ("{}", "'prompt' is missing"),
    (#"{"prompt":"a"}"#, "'completion' is missing"),
    (#"{"prompt":"a","completion":3}"#, "'completion' is not a string"),
    (#"{"prompt":null,"completion":""}"#, "'prompt' is not a string"),
    (#"{"prompt":"a","completion":"b""#, "this is not JSON"),
    (#"{"prompt":"a","completion":"\ud800"}"#, "this is not JSON"),
    ("", "this is not JSON"),
    ("\0", "this is not JSON"),
  ])
  func `a line of another layout is an error with its number`(
    line: String,
    problem: String
  ) async throws {
    try await withTemporaryFolder { folder in
      let good = #"{"prompt":"a","completion":"b"}"#
      let file = try dataFile("\(good)\n\(line)\n\(good)\n".utf8, named: "a.jsonl", in: folder)
      let error = #expect(throws: ProviderError.self) { try pairs(file) }
      #expect(
        error
          == .file(
            path: file.path,
            problem: "line 2: \(problem); each line is one JSON object with 'prompt' and"
              + " 'completion', both strings"
          )
      )
    }
  }

  @Test func `bytes that are no UTF-8 are an error`() async throws {
    try await withTemporaryFolder { folder in
      let line = Array(#"{"prompt":"a","completion":""#.utf8) + [0xFF] + Array("\"}\n".utf8)
      let file = try dataFile(line, named: "a.jsonl", in: folder)
      #expect(throws: ProviderError.self) { try pairs(file) }
    }
  }

  @Test func `a line without end is refused before it fills the memory`() async throws {
    try await withTemporaryFolder { folder in
      let bytes = repeatElement(UInt8(ascii: "x"), count: PairFile.longestLine + 1)
      let file = try dataFile(Array(bytes), named: "a.jsonl", in: folder)
      #expect(
        throws: ProviderError.file(
          path: file.path,
          problem: "line 1 has more than 1048576 bytes"
        )
      ) { try pairs(file) }
    }
  }

  @Test func `a file that is not the one that was uploaded is an error`() async throws {
    try await withTemporaryFolder { folder in
      let file = try pairFile(twentyPairs, in: folder)
      _ = try pairFile(Array(twentyPairs.dropLast()), in: folder)
      let error = #expect(throws: ProviderError.self) { try pairs(file) }
      #expect(error?.description.contains("has changed") == true)
    }
  }

  @Test(arguments: ["/nowhere.jsonl", "/"])
  func `a file that cannot be read is an error`(path: String) throws {
    let file = DataFile(name: "x", path: path, digest: "", byteCount: 0)
    let error = #expect(throws: ProviderError.self) { try pairs(file) }
    guard case .file(let found, _) = error else {
      Issue.record("not a file error")
      return
    }
    #expect(found == path)
  }
}
