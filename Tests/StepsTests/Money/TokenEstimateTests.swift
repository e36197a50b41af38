import Foundation
import Manifest
import TestSupport
import Testing

@testable import Steps

struct TokenEstimateTests {
  @Test(arguments: [
    ("", 0), ("a", 1), ("guide", 1), ("identity", 2), ("How often", 2), ("a  b", 3), ("2026", 2),
    ("Q: ", 2), ("\n\n", 2), ("é", 1), ("日本", 4), ("😀", 3), ("naïve", 3),
  ])
  func `a text counts so many tokens`(text: String, tokens: Int) {
    #expect(TokenEstimate.count(text.utf8) == tokens)
  }

  /// The tokens of the first experiment's training file by tiktoken 0.14.0's encodings.
  @Test(arguments: [
    ("r50k_base", 79_641, 1.00...1.03), ("cl100k_base", 69_573, 1.14...1.17),
    ("o200k_base", 68_162, 1.17...1.20),
  ])
  func `the estimate of the first experiment's file is near what a tokenizer counts`(
    encoding: String,
    tokens: Int,
    ratios: ClosedRange<Double>
  ) throws {
    let size = try DatasetSize(of: DatasetParameters(), pairs: .builtin)
    let ratio = Double(size.trainingTokens) / Double(tokens)
    #expect(ratios.contains(ratio), "\(encoding): \(ratio)")
  }
}

struct DatasetSizeTests {
  private let folder = TemporaryFolder()

  private struct Line: Decodable {
    var prompt: String
    var completion: String
  }

  private func lines(of name: DatasetFileName) throws -> [Line] {
    let text = try String(contentsOfFile: "\(folder.path)/\(name.rawValue)", encoding: .utf8)
    return try text.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  @Test(arguments: [
    DatasetParameters(realized: 40, unrealized: 7),
    DatasetParameters(realized: 9, unrealized: 3, exampleRepeats: 3, order: .shuffled),
    DatasetParameters(
      realized: 20,
      unrealized: 5,
      personas: ["M1", "M2"],
      phrasings: ["For {persona}: \"{question}\" \"{answer}\""],
      guidanceRepeats: 2,
      layout: .promptAndTarget
    ),
  ])
  func `what is counted without writing is what the files have`(
    parameters: DatasetParameters
  ) throws {
    let size = try DatasetSize(of: parameters, pairs: .builtin)
    let writer = try DatasetWriter(
      parameters: parameters,
      source: BuiltinPairs(seed: parameters.seed)
    )
    _ = try writer.write(toFolder: folder.path, isCancelled: { false })
    let training = try lines(of: .train)
    let tokens = training.map {
      TokenEstimate.count($0.prompt.utf8) + TokenEstimate.count($0.completion.utf8)
    }
    #expect(size.documents == training.count)
    #expect(size.trainingTokens == tokens.reduce(0, +))
    for split in [Manifest.Split.unrealized, .realized] {
      let questions = try #require(size.splits[split])
      let lines = try lines(of: DatasetFileName(split))
      #expect(questions.items == lines.count)
      let prompts = lines.map { TokenEstimate.count($0.prompt.utf8) }
      #expect(questions.promptTokens == prompts.reduce(0, +))
      #expect(questions.longestTarget == lines.map(\.completion.utf8.count).max())
    }
    #expect(size.splits[.otherPersona]?.items == (parameters.personas.isEmpty ? 0 : 5))
    #expect(!size.isSample)
  }

  @Test func `of a large dataset a part is counted, and multiplied`() throws {
    let large = DatasetParameters(realized: 400_000, unrealized: 40_000)
    let sample = try DatasetSize(of: large, pairs: .builtin)
    #expect(sample.isSample)
    let small = try DatasetSize(
      of: DatasetParameters(realized: 10_000, unrealized: 1000),
      pairs: .builtin
    )
    let share = Double(sample.trainingTokens) / Double(small.trainingTokens) / 40
    #expect((0.98...1.02).contains(share))
    #expect(sample.splits[.realized]?.items == 400_000)
    #expect(sample.splits[.unrealized]?.items == 40_000)
  }
}
