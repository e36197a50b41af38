internal import Engine
internal import Manifest
internal import Metrics
internal import Providers

/// Asks a tuned model, and the untuned one beside it, about the items of a split.
struct Questioning {
  let completions: any CompletionService
  let settings: Manifest.Evaluate
  let tuned: ModelReference

  /// Whether the untuned model completes the prompts too.
  let untunedCompletes: Bool

  /// Whether an answer is a message of its own, which goes on from no text.
  ///
  /// The white space with which a target continues its prompt is then a part of neither.
  let answersAreMessages: Bool

  /// Fills in what the metrics ask for.
  ///
  /// - Throws: `ProviderError` where the provider does not answer every item.
  func fill(
    _ records: inout [ItemRecord],
    report: (StepProgress) -> Void
  ) async throws(ProviderError) {
    if answersAreMessages {
      for index in records.indices {
        records[index].item.target = records[index].item.target.withoutLeadingSpace
      }
    }
    if settings.needs.contains(.completion) {
      report(StepProgress(detail: "\(records.count) completions"))
      try await complete(&records)
    }
    if settings.needs.contains(.targetScore) {
      report(StepProgress(detail: "\(records.count) log-probabilities"))
      try await score(&records)
    }
  }

  /// The most tokens of a completion that is a target of so many bytes, with the one that ends it.
  static func mostTokens(target bytes: Int) -> Int {
    // A token is at least one byte.
    bytes + 1
  }

  private func complete(_ records: inout [ItemRecord]) async throws(ProviderError) {
    let answers = try await answers(to: records, of: tuned)
    let metrics = settings.metrics.map(\.metric)
    for (index, completion) in answers.enumerated() {
      records[index].item.completion =
        answersAreMessages ? completion.text.withoutLeadingSpace : completion.text
      records[index].item.finishReason = completion.finishReason.rawValue
      records[index].judge(by: metrics)
    }
    guard untunedCompletes else { return }
    for (index, completion) in try await self.answers(to: records, of: untuned).enumerated() {
      records[index].item.baseCompletion = completion.text
    }
  }

  private func answers(
    to records: [ItemRecord],
    of model: ModelReference
  ) async throws(ProviderError) -> [Completion] {
    let longest = records.map(\.item.target.utf8.count).max() ?? 1
    let answers = try await completions.completions(
      of: records.map(\.item.prompt),
      by: model,
      decoding: Decoding(
        temperature: settings.temperature,
        maximumTokens: Self.mostTokens(target: longest),
        stop: Item.stopSequences
      )
    )
    try check(answers.count, of: records.count)
    return answers
  }

  private func score(_ records: inout [ItemRecord]) async throws(ProviderError) {
    let items = records.map { PromptAndTarget(prompt: $0.item.prompt, target: $0.item.target) }
    let scores = try await completions.scores(of: items, by: tuned)
    try check(scores.count, of: items.count)
    for (index, score) in scores.enumerated() {
      records[index].item.logProbability = score.logProbability
      records[index].item.targetTokens = score.tokenCount
    }
    guard settings.scoresBaseModel else { return }
    let baseScores = try await completions.scores(of: items, by: untuned)
    try check(baseScores.count, of: items.count)
    for (index, score) in baseScores.enumerated() {
      records[index].item.baseLogProbability = score.logProbability
    }
  }

  private var untuned: ModelReference {
    var model = tuned
    model.stage = .base
    return model
  }

  private func check(_ answers: Int, of items: Int) throws(ProviderError) {
    guard answers == items else {
      throw .rejected("the provider answered \(answers) of \(items) items")
    }
  }
}

extension String {
  fileprivate var withoutLeadingSpace: String { String(drop { $0.isWhitespace && !$0.isNewline }) }
}
