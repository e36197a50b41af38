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
    of items: [PromptAndTarget]
  ) throws(ProviderError) -> [TargetScore] {
    let tokenizer = runner.model.tokenizer
    let texts = items.map {
      (prompt: tokenizer.promptTokens(of: $0.prompt), target: tokenizer.tokens(of: $0.target))
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
    let context = runner.context(capacity: longest)
    var scores: [TargetScore] = []
    for text in texts {
      scores.append(try score(of: text.target, after: text.prompt, context))
    }
    return scores
  }

  private func score(
    of target: [Int32],
    after prompt: [Int32],
    _ context: PassContext
  ) throws(ProviderError) -> TargetScore {
    var row = TokenSequences()
    row.append((prompt + target)[...], promptCount: prompt.count)
    try ForwardPass(context).run(row)
    var total = 0.0
    let count = runner.model.shape.vocabulary
    try OutputLoss(context).forEachLogits(of: row.countedPlaces) { place, logits in
      total += SoftmaxRows.logProbability(logits, count: count, of: Int(row.targets[place]))
    }
    return TargetScore(logProbability: total, tokenCount: target.count)
  }
}
