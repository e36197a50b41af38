import Providers

/// Answers conversations in the form of `/v1/chat/completions`.
struct ChatEndpoints: Sendable {
  let models: ModelEndpoints

  /// The tokens of an answer where the request sets no limit.
  private static let usualTokens = 256

  private static let known: Set = [
    "model", "messages", "max_tokens", "max_completion_tokens", "logprobs", "top_logprobs", "stop",
    "stream",
  ]

  private static let ignored: Set = [
    "user", "seed", "store", "metadata", "stream_options", "service_tier", "safety_identifier",
    "prompt_cache_key",
  ]

  /// Answers a request.
  func create(_ call: Call) async throws -> Answer {
    let fields = try await call.fields()
    var known = Self.known
    if fields["response_format"]?["type"] == "text" { known.insert("response_format") }
    try SamplingFields.check(fields, known: known, ignored: Self.ignored)
    let name = try fields.requiredString("model")
    guard let messages = fields["messages"] else {
      throw APIError.invalid("you must provide a 'messages' parameter", param: "messages")
    }
    let prompt = ChatText.prompt(try ChatText.messages(messages))
    let wantsScores = try fields.bool("logprobs") ?? false
    let alternatives = try fields.integer("top_logprobs", in: 0...20)
    guard wantsScores || alternatives == nil else {
      throw APIError.invalid("'top_logprobs' needs 'logprobs' to be true", param: "top_logprobs")
    }
    let limits = 1...CompletionEndpoints.mostTokens
    let limit =
      try fields.integer("max_completion_tokens", in: limits)
      ?? fields.integer("max_tokens", in: limits)
    let answers = try await TokenAnswers.ask(
      models.provider,
      [prompt],
      try models.reference(name),
      TokenRequest(
        decoding: Decoding(
          temperature: try fields.number("temperature", in: 0...2) ?? 1,
          maximumTokens: limit ?? Self.usualTokens,
          stop: (try fields.strings("stop", atMost: 4) ?? []).filter { !$0.isEmpty }
        ),
        scores: wantsScores,
        alternatives: alternatives ?? 0
      )
    )
    let stream = try fields.bool("stream") ?? false
    return Self.answer(answers, model: name, withScores: wantsScores, stream: stream)
  }

  private static func answer(
    _ answers: [TokenCompletion],
    model: String,
    withScores: Bool,
    stream: Bool
  ) -> Answer {
    let head: JSON = [
      "id": .string(Identifier.make("chatcmpl-")),
      "object": stream ? "chat.completion.chunk" : "chat.completion",
      "created": .integer(Store.now), "model": .string(model),
    ]
    let choices = answers.enumerated().map { index, answer -> JSON in
      let message: JSON = [
        "role": "assistant", "content": .string(answer.completion.text), "refusal": .null,
      ]
      let scores: JSON =
        withScores ? ["content": .array(answer.tokens.map(token)), "refusal": .null] : .null
      return [
        "index": .integer(index), stream ? "delta" : "message": message, "logprobs": scores,
        "finish_reason": .string(answer.completion.finishReason.rawValue),
      ]
    }
    let response = head.adding("choices", .array(choices))
    guard stream else { return .json(response.adding("usage", TokenAnswers.usage(answers))) }
    return .events(PartList([StreamedEvent.data(response), StreamedEvent.done]).next)
  }

  private static func token(_ token: ScoredToken) -> JSON {
    form(token.bytes, token.logProbability).adding(
      "top_logprobs",
      .array(token.alternatives.map { form($0.bytes, $0.logProbability) })
    )
  }

  private static func form(_ bytes: [UInt8], _ logProbability: Double?) -> JSON {
    [
      "token": .string(TokenText.name(bytes)), "logprob": .optional(logProbability),
      "bytes": .array(bytes.map { .integer(Int($0)) }),
    ]
  }
}
