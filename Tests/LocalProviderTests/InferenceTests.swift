import Providers
import Testing

@testable import LocalProvider

/// A model whose likeliest next token is clearly ahead of the others, as after training.
private func decidedModel(seed: Int = 3) -> LocalModel {
  let model = tinyModel(seed: seed)
  var weights = model.weights
  let layout = ParameterLayout(model.shape)
  for index in 0..<layout.embedding.count { weights[index] *= 60 }
  return LocalModel(
    shape: model.shape,
    parameters: model.parameters,
    tokenizer: model.tokenizer,
    weights: weights
  )
}

private let prompts = ["the cat", "", " dog sat on", "xyz", "the", "mat mat mat", " the cat sat"]

struct DecoderTests {
  private func completions(
    _ prompts: [String],
    _ model: LocalModel = decidedModel(),
    temperature: Double = 0,
    maximumTokens: Int = 6,
    stop: [String] = [],
    threads: Int = 2
  ) throws -> [Completion] {
    let decoding = Decoding(
      temperature: temperature,
      maximumTokens: maximumTokens,
      stop: stop
    )
    return try withWorkers(threads: threads) {
      try Decoder(model, decoding, flag: CancellationFlag()).completions(of: prompts, $0)
    }
  }

  /// The likeliest continuation by a full pass for every token.
  private func uncached(_ prompt: String, _ model: LocalModel, count: Int) throws -> String {
    var tokens = model.tokenizer.promptTokens(of: prompt)
    let given = tokens.count
    for _ in 0..<count {
      let context = context(
        model.shape,
        FloatBuffer(model.weights),
        capacity: tokens.count
      )
      var row = TokenSequences()
      row.append(prompt: tokens)
      try ForwardPass(context).run(row)
      var next: Int32 = 0
      try OutputLoss(context).forEachLogits(of: [tokens.count - 1]) { _, logits in
        let row = UnsafeBufferPointer(start: logits, count: model.shape.vocabulary)
        next = Int32(row.indices.max { row[$0] < row[$1] } ?? -1)
      }
      guard next != Vocabulary.end else { break }
      tokens.append(next)
    }
    var reader = TokenReader(model.tokenizer.vocabulary)
    _ = reader.bytes(of: tokens[..<given])
    return String(decoding: reader.bytes(of: tokens[given...]), as: UTF8.self)
  }

  @Test func `kept keys and values give what full passes give`() throws {
    let model = decidedModel()
    let found = try completions(prompts, model)
    for (prompt, completion) in zip(prompts, found) {
      #expect(try completion.text == uncached(prompt, model, count: 6))
    }
    #expect(Set(found.map(\.text)).count > 1)
  }

  @Test(arguments: [0.0, 1.0])
  func `a continuation does not depend on the prompts beside it`(temperature: Double) throws {
    let many = (0..<3).flatMap { _ in prompts }
    let together = try completions(many, temperature: temperature)
    for (prompt, completion) in zip(many, together) {
      #expect(try completions([prompt], temperature: temperature) == [completion])
    }
  }

  @Test func `a continuation does not depend on the number of threads`() throws {
    let many = (0..<12).flatMap { _ in prompts }
    let alone = try completions(many, temperature: 1, threads: 1)
    #expect(try completions(many, temperature: 1, threads: 3) == alone)
  }

  @Test func `sampling depends on seed and temperature`() throws {
    let model = tinyModel()
    let cold = try completions(prompts, model)
    let hot = try completions(prompts, model, temperature: 2)
    #expect(try completions(prompts, model, temperature: 2) == hot)
    #expect(hot != cold)
    #expect(try completions(prompts, tinyModel(seed: 2), temperature: 2) != hot)
  }

  @Test func `no prompts give no continuations`() throws {
    #expect(try completions([]).isEmpty)
  }

  @Test func `requests without meaning are rejected`() throws {
    #expect(throws: ProviderError.self) { try completions(["a"], temperature: -1) }
    #expect(throws: ProviderError.self) { try completions(["a"], temperature: .nan) }
    #expect(throws: ProviderError.self) { try completions(["a"], maximumTokens: 0) }
    #expect(throws: ProviderError.self) { try completions(["a"], stop: [""]) }
    #expect(throws: ProviderError.self) { try completions(["a"], maximumTokens: .max) }
    let long = String(repeating: "!", count: 4090)
    #expect(
      throws: ProviderError.rejected(
        "prompt 2 has 4091 tokens; with up to 6 more that is above the 4096 that a model can"
          + " handle"
      )
    ) { try completions(["a", long]) }
  }

  @Test func `a model of numbers that are not finite is refused`() throws {
    let model = tinyModel()
    let broken = LocalModel(
      shape: model.shape,
      parameters: model.parameters,
      tokenizer: model.tokenizer,
      weights: model.weights.map { _ in .nan }
    )
    #expect(throws: ProviderError.self) { try completions(["a"], broken) }
  }
}

struct ContinuationTests {
  private let vocabulary = VocabularyBuilder().vocabulary()

  private func continuation(_ text: String, stop: [String], maximumTokens: Int = 100)
    -> Continuation
  {
    var result = Continuation(
      Decoding(temperature: 0, maximumTokens: maximumTokens, stop: stop),
      after: TokenReader(vocabulary)
    )
    for byte in text.utf8 where result.finishReason == nil {
      result.append(Vocabulary.firstByte + Int32(byte))
    }
    return result
  }

  @Test(arguments: [
    ("one\ntwo", ["\n"], "one"),
    ("one END two", ["END"], "one "),
    ("one END two", ["END", "ne"], "o"),
    ("abab!", ["bab", "b!"], "a"),
    ("\n", ["\n"], ""),
    ("one", ["x"], "one"),
  ])
  func `a stop sequence ends the text before it`(text: String, stop: [String], expected: String) {
    let result = continuation(text, stop: stop)
    #expect(result.completion.text == expected)
    #expect((result.finishReason == .stop) == (text != expected))
  }

  @Test func `a stop sequence inside one token is found`() {
    let vocabulary = VocabularyBuilder.vocabulary(of: "a\n\n\n")
    var result = Continuation(
      Decoding(temperature: 0, maximumTokens: 9, stop: ["\n\n"]),
      after: TokenReader(vocabulary)
    )
    result.append(Vocabulary.firstPiece)
    result.append(Vocabulary.firstPiece + 1)
    #expect(result.completion == Completion(text: "a", finishReason: .stop))
  }

  @Test
  func `a token without text belongs to the text, unless a stop sequence is cut off before it`() {
    let mark = Vocabulary.otherSpacing
    let a = Vocabulary.firstByte + Int32(UInt8(ascii: "a"))
    var cut = continuation("ab", stop: [" c"], maximumTokens: 4)
    cut.append(mark)
    cut.append(a + 2)
    #expect(cut.completion == Completion(text: "ab", finishReason: .stop))
    #expect(Array(cut.textTokens) == [a, a + 1])
    var whole = continuation("ab", stop: [], maximumTokens: 3)
    whole.append(mark)
    #expect(whole.completion == Completion(text: "ab", finishReason: .length))
    #expect(Array(whole.textTokens) == [a, a + 1, mark])
  }

  @Test func `the end of the document and the length end the text`() {
    var result = continuation("ab", stop: [])
    result.append(Vocabulary.end)
    #expect(result.completion == Completion(text: "ab", finishReason: .stop))
    let cut = continuation("abc", stop: [], maximumTokens: 2)
    #expect(cut.completion == Completion(text: "ab", finishReason: .length))
  }
}

extension VocabularyBuilder {
  fileprivate static func vocabulary(of text: String) -> Vocabulary {
    var builder = VocabularyBuilder()
    builder.add(text)
    return builder.vocabulary()
  }
}

struct ScorerTests {
  private func scores(_ items: [PromptAndTarget], _ model: LocalModel = decidedModel()) throws
    -> [TargetScore]
  {
    try withWorkers { try Scorer(model, flag: CancellationFlag()).scores(of: items, $0) }
  }

  @Test func `a score is the sum over the target's tokens in double precision`() throws {
    let model = decidedModel()
    let item = PromptAndTarget(prompt: "the cat", target: " sat on xy")
    let score = try #require(try scores([item], model).first)
    let prompt = model.tokenizer.promptTokens(of: item.prompt)
    let target = model.tokenizer.tokens(of: item.target, after: prompt)
    let expected = ReferenceModel(model.shape).loss(
      model.weights.map(Double.init),
      (prompt + target, prompt.count)
    )
    #expect(score.tokenCount == target.count && target.count == 5)
    #expect(abs(score.logProbability + expected) < 1e-4 * expected)
  }

  @Test func `a score does not depend on the items beside it`() throws {
    let items = prompts.map { PromptAndTarget(prompt: $0, target: " the dog") }
    let together = try scores(items)
    for (item, score) in zip(items, together) {
      #expect(try scores([item]) == [score])
    }
  }

  @Test func `an empty target has probability 1`() throws {
    let score = try scores([PromptAndTarget(prompt: "the", target: "")])
    #expect(score == [TargetScore(logProbability: 0, tokenCount: 0)])
  }

  @Test func `an item that is too long is rejected`() {
    let long = String(repeating: "!", count: 4000)
    #expect(throws: ProviderError.self) {
      try scores([PromptAndTarget(prompt: long, target: long)])
    }
  }
}
