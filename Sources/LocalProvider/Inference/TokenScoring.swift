import Providers
import Synchronization

/// Continues prompts and computes the log-probability of every token of both.
struct TokenScoring {
  private let runner: ModelRunner
  private let request: TokenRequest
  private let flag: CancellationFlag

  private var tokenizer: Tokenizer { runner.model.tokenizer }

  /// Tokens of a prompt, from the end of the document before on, and of what follows it.
  private struct Text {
    var prompt: [Int32]
    var continuation: [Int32]
    var completion: Completion

    /// Whether the prompt was given with the end of the document before.
    var hasGivenStart: Bool
  }

  /// What is told of one model.
  init(_ model: LocalModel, _ request: TokenRequest, flag: CancellationFlag) {
    runner = ModelRunner(model, flag: flag)
    self.request = request
    self.flag = flag
  }

  /// Each prompt's tokens and those that follow, in the order of the prompts.
  ///
  /// Each text is scored alone, so that its scores do not depend on the others.
  ///
  /// - Throws: `ProviderError.rejected` where a text is too long; `ProviderError.cancelled`.
  func completions(
    of prompts: [TokenPrompt],
    _ pool: WorkerPool,
    onText: (@Sendable (Int, String) -> Void)? = nil
  ) throws(ProviderError) -> [TokenCompletion] {
    let texts = try texts(of: prompts, pool, onText)
    guard request.scores else {
      return texts.map { text in
        var reader = TokenReader(tokenizer.vocabulary)
        return TokenCompletion(
          promptTokens: start(of: text)
            + text.prompt.dropFirst().map { ScoredToken(bytes: reader.bytes(of: $0)) },
          tokens: text.continuation.map { ScoredToken(bytes: reader.bytes(of: $0)) },
          completion: text.completion
        )
      }
    }
    let longest = texts.reduce(1) { max($0, $1.prompt.count + $1.continuation.count) }
    let contexts = (0..<pool.size).map { _ in runner.context(capacity: longest) }
    let results = Mutex([Int: TokenCompletion]())
    try pool.perform(texts.count) { index, worker throws(ProviderError) in
      let tokens = try scores(of: texts[index], contexts[worker])
      let promptCount = texts[index].prompt.count - 1
      let result = TokenCompletion(
        promptTokens: start(of: texts[index]) + tokens.prefix(promptCount),
        tokens: Array(tokens.dropFirst(promptCount)),
        completion: texts[index].completion
      )
      results.withLock { $0[index] = result }
    }
    return results.withLock { found in texts.indices.compactMap { found[$0] } }
  }

  private func texts(
    of prompts: [TokenPrompt],
    _ pool: WorkerPool,
    _ onText: (@Sendable (Int, String) -> Void)?
  ) throws(ProviderError) -> [Text] {
    var given: [[Int32]] = []
    for (index, prompt) in prompts.enumerated() {
      given.append(try tokenizer.promptTokens(of: prompt, number: index + 1))
    }
    let hasGivenStart = prompts.map { prompt in
      if case .tokens(let tokens) = prompt { tokens.first == Int(Vocabulary.end) } else { false }
    }
    guard request.decoding.maximumTokens > 0 else {
      if let index = given.firstIndex(where: { $0.count > Decoder.longestText }) {
        throw .rejected(
          "prompt \(index + 1) has \(given[index].count) tokens, which is above the"
            + " \(Decoder.longestText) that a model can handle"
        )
      }
      let nothing = Completion(text: "", finishReason: .length)
      return zip(given, hasGivenStart).map { prompt, hasGivenStart in
        Text(
          prompt: prompt,
          continuation: [],
          completion: nothing,
          hasGivenStart: hasGivenStart
        )
      }
    }
    let decoder = try Decoder(runner.model, request.decoding, request.sampling, flag: flag)
    let continuations = try decoder.continuations(of: given, pool, onText: onText)
    return continuations.enumerated().map { index, continuation in
      Text(
        prompt: given[index],
        // Without a token the document has ended at once.
        continuation: continuation.tokens.isEmpty
          ? [Vocabulary.end] : Array(continuation.textTokens),
        completion: continuation.completion,
        hasGivenStart: hasGivenStart[index]
      )
    }
  }

  /// The token that a prompt begins with, where it was given.
  private func start(of text: Text) -> [ScoredToken] {
    text.hasGivenStart ? [ScoredToken(bytes: [])] : []
  }

  /// The tokens of a text after its first, which stands for the end of the document before.
  private func scores(
    of text: Text,
    _ context: PassContext
  ) throws(ProviderError) -> [ScoredToken] {
    let tokens = text.prompt + text.continuation
    guard tokens.count > 1 else { return [] }
    var row = TokenSequences()
    row.append(tokens[...], promptCount: 1)
    try ForwardPass(context).run(row)
    let loss = OutputLoss(context)
    var result: [ScoredToken] = []
    result.reserveCapacity(tokens.count - 1)
    var reader = TokenReader(tokenizer.vocabulary)
    try loss.forEachLogits(of: row.countedPlaces) { place, logits in
      let alternatives = likeliest(logits).map { token in
        var other = reader
        return ScoredToken.Alternative(
          bytes: other.bytes(of: token),
          logProbability: loss.logProbability(logits, of: Int(token))
        )
      }
      result.append(
        ScoredToken(
          bytes: reader.bytes(of: row.targets[place]),
          logProbability: loss.logProbability(logits, of: Int(row.targets[place])),
          alternatives: alternatives
        )
      )
    }
    return result
  }

  /// The tokens of the largest logits, the largest first; of equals the first.
  private func likeliest(_ logits: UnsafePointer<Float>) -> [Int32] {
    var best: [Int32] = []
    guard request.alternatives > 0 else { return best }
    for token in 0..<Int32(tokenizer.vocabulary.count) {
      let logit = logits[Int(token)]
      if best.count == request.alternatives, logits[Int(best[best.count - 1])] >= logit {
        continue
      }
      let place = best.firstIndex { logits[Int($0)] < logit } ?? best.count
      best.insert(token, at: place)
      if best.count > request.alternatives { best.removeLast() }
    }
    return best
  }
}
