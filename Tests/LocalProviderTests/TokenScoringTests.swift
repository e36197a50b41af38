import Providers
import Testing

@testable import LocalProvider

struct TokenScoringTests {
  private static let prompts = ["the cat sat", "a dog sat on", "the", "the mat a"]

  private func told(
    _ prompts: [String],
    maximumTokens: Int,
    scores: Bool = true,
    alternatives: Int = 0
  ) async throws -> [TokenCompletion] {
    try await told(
      prompts.map(TokenPrompt.text),
      maximumTokens: maximumTokens,
      scores: scores,
      alternatives: alternatives
    )
  }

  private func told(
    _ prompts: [TokenPrompt],
    maximumTokens: Int,
    scores: Bool = true,
    alternatives: Int = 0
  ) async throws -> [TokenCompletion] {
    let model = tinyModel()
    let request = TokenRequest(
      decoding: Decoding(temperature: 0, maximumTokens: maximumTokens, stop: []),
      scores: scores,
      alternatives: alternatives
    )
    return try await Cores(count: 2).run { flag, pool throws(ProviderError) in
      try TokenScoring(model, request, flag: flag).completions(of: prompts, pool)
    }
  }

  @Test func `a target's score is the sum of its tokens' log-probabilities, to the last bit`()
    async throws
  {
    let items = [
      PromptAndTarget(prompt: "the cat", target: " sat on the mat"),
      PromptAndTarget(prompt: "a dog", target: " the cat sat zzz"),
      PromptAndTarget(prompt: "the", target: " dog"),
    ]
    let model = tinyModel()
    let scores = try await Cores(count: 1).run { flag, pool throws(ProviderError) in
      try Scorer(model, flag: flag).scores(of: items, pool)
    }
    let told = try await told(items.map { $0.prompt + $0.target }, maximumTokens: 0)
    for (index, score) in scores.enumerated() {
      let tokens = told[index].promptTokens.suffix(score.tokenCount)
      let sum = tokens.reduce(0) { $0 + ($1.logProbability ?? .nan) }
      #expect(sum == score.logProbability)
    }
  }

  @Test func `the texts are those of the completions, and the tokens make them up`() async throws {
    let decoding = Decoding(temperature: 0, maximumTokens: 5, stop: [])
    let model = tinyModel()
    let completions = try await Cores(count: 1).run { flag, pool throws(ProviderError) in
      try Decoder(model, decoding, flag: flag).completions(of: Self.prompts, pool)
    }
    let told = try await told(Self.prompts, maximumTokens: 5)
    #expect(told.map(\.completion) == completions)
    for (prompt, answer) in zip(Self.prompts, told) {
      #expect(answer.promptTokens.flatMap(\.bytes) == Array(prompt.utf8))
      let bytes = answer.tokens.flatMap(\.bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == answer.completion.text)
    }
  }

  @Test func `alternatives come with the likeliest first, and without scores there are none`()
    async throws
  {
    let with = try await told(["the cat"], maximumTokens: 3, alternatives: 5)
    for token in with[0].promptTokens + with[0].tokens {
      let probabilities = token.alternatives.map(\.logProbability)
      #expect(probabilities.count == 5)
      #expect(probabilities == probabilities.sorted(by: >))
      #expect(try #require(token.logProbability) <= probabilities[0])
    }
    let without = try await told(["the cat"], maximumTokens: 3, scores: false, alternatives: 5)
    for token in without[0].promptTokens + without[0].tokens {
      #expect(token.logProbability == nil && token.alternatives.isEmpty)
    }
    #expect(without[0].completion == with[0].completion)
  }

  @Test func `prompts of tokens are told as their texts are, and a mark that is given once`()
    async throws
  {
    let tokenizer = tinyModel().tokenizer
    let tokens = Self.prompts.map { tokenizer.tokens(of: $0).map(Int.init) }
    for scores in [false, true] {
      let byText = try await told(Self.prompts, maximumTokens: 5, scores: scores)
      let byTokens = try await told(
        tokens.map(TokenPrompt.tokens),
        maximumTokens: 5,
        scores: scores
      )
      #expect(byTokens == byText)
      let marked = try await told(
        tokens.map { .tokens([Int(Vocabulary.end)] + $0) },
        maximumTokens: 5,
        scores: scores
      )
      #expect(marked.map(\.tokens) == byText.map(\.tokens))
      #expect(marked.map { Array($0.promptTokens.dropFirst()) } == byText.map(\.promptTokens))
      #expect(marked.allSatisfy { $0.promptTokens.first == ScoredToken(bytes: []) })
    }
  }

  @Test(arguments: [-1, Int(Int32.max), .max])
  func `a number that is no token is refused with its prompt`(number: Int) async throws {
    let error = await #expect(throws: ProviderError.self) {
      try await told([.tokens([1]), .tokens([2, number])], maximumTokens: 1)
    }
    #expect("\(try #require(error))".hasPrefix("prompt 2 has the token \(number)"))
  }

  @Test func `a prompt beyond what a model can handle is refused`() async throws {
    let long = String(repeating: "x ", count: Decoder.longestText)
    await #expect(throws: ProviderError.self) { try await told([long], maximumTokens: 0) }
  }
}
