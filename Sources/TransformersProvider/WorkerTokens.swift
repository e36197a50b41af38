import Providers

/// Has a worker tell tokens, one request after another.
struct WorkerTokens: TokenService {
  let workers: WorkerPool
  let turns: Turns

  /// Each text is told at once when it is whole, since the worker sends no parts of answers.
  func tokenCompletions(
    of prompts: [TokenPrompt],
    by model: ModelReference,
    asking request: TokenRequest,
    onText: (@Sendable (Int, String) -> Void)?
  ) async throws(ProviderError) -> [TokenCompletion] {
    let result: TellResult = try await result(
      of: TellFields(prompts: prompts, request: request),
      model
    )
    guard result.answers.count == prompts.count else { throw Self.otherNumber }
    for (index, answer) in result.answers.enumerated() where !answer.text.isEmpty {
      onText?(index, answer.text)
    }
    return result.answers.map { answer in
      TokenCompletion(
        promptTokens: answer.promptTokens.map(\.scored),
        tokens: answer.tokens.map(\.scored),
        completion: Completion(
          text: answer.text,
          finishReason: answer.isFinished ? .stop : .length
        )
      )
    }
  }

  func tokens(of text: String, by model: ModelReference) async throws(ProviderError) -> [Int] {
    let result: TokenizeResult = try await result(of: TokenizeFields(texts: [text]), model)
    guard let tokens = result.tokens.first else { throw Self.otherNumber }
    return tokens
  }

  func text(of tokens: [Int], by model: ModelReference) async throws(ProviderError) -> String {
    let result: DetokenizeResult = try await result(of: DetokenizeFields(prompts: [tokens]), model)
    guard let text = result.texts.first else { throw Self.otherNumber }
    return text
  }

  func vocabulary(of model: ModelReference) async throws(ProviderError) -> TokenVocabulary {
    let result: TokenizeResult = try await result(of: TokenizeFields(texts: []), model)
    return TokenVocabulary(
      count: result.count,
      start: TokenVocabulary.Mark(token: result.start.token, name: result.start.name),
      end: TokenVocabulary.Mark(token: result.end.token, name: result.end.name)
    )
  }

  private static let otherNumber = ProviderError.unreadable(
    "the worker answered another number of prompts than it was asked"
  )

  private func result<Answer: Decodable & Sendable>(
    of fields: some Encodable & Sendable,
    _ model: ModelReference
  ) async throws(ProviderError) -> Answer {
    try await turns.next { () async throws(ProviderError) -> Answer in
      // Who has left meanwhile must not end a worker that others ask.
      if Task.isCancelled { throw .cancelled }
      return try await workers.withWorker(
        model.own,
        stateFolder: model.stateFolder
      ) { (worker, folder) throws(ProviderError) -> Answer in
        try await worker.result(
          of: ModelRequest(model: try AskedModel(model, below: folder), fields: fields)
        )
      }
    }
  }
}
