import Providers

/// Computes the log-probabilities of given continuations.
struct Scorer {
  private let runner: ModelRunner

  /// A scorer of one model.
  init(_ model: LocalModel, flag: CancellationFlag) {
    runner = ModelRunner(model, flag: flag)
  }

  /// The log-probability of each target after its prompt, without that of the document's end.
  ///
  /// Each item is computed alone, so that its score does not depend on the others.
  ///
  /// - Throws: `ProviderError.rejected` where an item is too long; `ProviderError.cancelled`.
  func scores(
    of items: [PromptAndTarget],
    _ pool: WorkerPool
  ) throws(ProviderError) -> [TargetScore] {
    let tokenizer = runner.model.tokenizer
    let texts = items.map { item in
      let prompt = tokenizer.promptTokens(of: item.prompt)
      return (prompt: prompt, target: tokenizer.tokens(of: item.target, after: prompt))
    }
    var longest = 1
    for (index, text) in texts.enumerated() {
      let length = text.prompt.count + text.target.count
      guard length <= Decoder.longestText else {
        throw .rejected(
          "item \(index + 1) has \(length) tokens, prompt and target together, which is above the"
            + " \(Decoder.longestText) that a model can handle"
        )
      }
      longest = max(longest, length)
    }
    let contexts = (0..<pool.size).map { _ in runner.context(capacity: longest) }
    let scores = DoubleBuffer(count: items.count)
    try pool.perform(items.count) { item, worker throws(ProviderError) in
      var row = TokenSequences()
      let text = texts[item]
      row.append((text.prompt + text.target)[...], promptCount: text.prompt.count)
      try ForwardPass(contexts[worker]).run(row)
      scores.base[item] = -(try OutputLoss(contexts[worker]).value(row))
    }
    return zip(scores.values, texts).map {
      TargetScore(logProbability: $0, tokenCount: $1.target.count)
    }
  }
}
