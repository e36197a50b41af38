import Providers

/// Answers conversations in the form of `/v1/chat/completions`.
struct ChatEndpoints: Sendable {
  let models: ModelEndpoints

  /// The tokens of an answer where the request sets no limit.
  private static let usualTokens = 256

  /// The fields that are read, and those that change nothing in an answer.
  private static let names = SamplingFields.names.union([
    "model", "messages", "max_tokens", "max_completion_tokens", "logprobs", "top_logprobs",
    "metadata", "safety_identifier", "prompt_cache_key",
  ])

  /// The fields that are not offered, with the values that are the same as none.
  private static let refused: [(name: String, neutral: [JSON])] = [
    ("store", [false]), ("service_tier", ["auto", "default"]),
    ("response_format", [["type": "text"]]), ("modalities", [["text"]]), ("tools", [[]]),
    ("tool_choice", ["none", "auto"]), ("parallel_tool_calls", [true, false]), ("functions", [[]]),
    ("function_call", ["none", "auto"]), ("prediction", []), ("audio", []), ("verbosity", []),
    ("reasoning_effort", []), ("web_search_options", []), ("moderation", []),
    ("prompt_cache_retention", []), ("prompt_cache_options", []),
  ]

  /// What a request asks for.
  struct Request {
    var model: String
    var prompt: String
    var sampling: SamplingFields
    var maximumTokens: Int
    var logprobs: Bool
    var alternatives: Int
  }

  /// Answers a request.
  func create(_ call: Call) async throws -> Answer {
    let request = try Self.request(try await call.fields())
    let asked = TokenAnswers(
      provider: models.provider,
      model: try models.reference(request.model),
      prompts: Array(repeating: request.prompt, count: request.sampling.choices),
      request: TokenRequest(
        decoding: request.sampling.decoding(atMost: request.maximumTokens),
        sampling: request.sampling.sampling,
        scores: request.logprobs,
        alternatives: request.alternatives
      )
    )
    let isStream = request.sampling.streams
    let head: JSON = [
      "id": .string(Identifier.make("chatcmpl-")),
      "object": isStream ? "chat.completion.chunk" : "chat.completion",
      "created": .integer(Store.now), "model": .string(request.model),
    ]
    guard isStream else {
      let answers = try await asked.all()
      let choices = answers.enumerated().map { Self.choice($1, index: $0, request) }
      return .json(
        head.adding("choices", .array(choices))
          .adding("usage", asked.usage(answers, choices: request.sampling.choices))
      )
    }
    return .events { send in
      let sender = ChunkSender(
        head: head,
        tellsUsage: request.sampling.streamsUsage,
        send: send
      )
      try await Self.stream(request, asked, sender)
    }
  }

  private static func stream(
    _ request: Request,
    _ asked: TokenAnswers,
    _ sender: ChunkSender
  ) async throws {
    var begun: Set<Int> = []
    func begin(_ index: Int) async throws {
      guard begun.insert(index).inserted else { return }
      try await sender.send([part(["role": "assistant", "content": ""], index: index)])
    }
    try await asked.forEachPiece { piece in
      switch piece {
      case .text(let index, let text):
        try await begin(index)
        try await sender.send([part(["content": .string(text)], index: index)])
      case .whole(let answers):
        for (index, answer) in answers.enumerated() {
          try await begin(index)
          if request.logprobs {
            let delta: JSON = ["content": .string(answer.completion.text)]
            try await sender.send([part(delta, index: index, scores: scores(answer))])
          }
          let end = answer.completion.finishReason.rawValue
          try await sender.send([part([:], index: index, end: end)])
        }
        try await sender.sendEnd(
          usage: asked.usage(answers, choices: request.sampling.choices)
        )
      }
    }
  }

  /// Reads what a request asks for.
  static func request(_ fields: Fields) throws(APIError) -> Request {
    try fields.allowOnly(names.union(refused.map(\.name))) { name, _ in
      "Unrecognized request argument supplied: \(name)"
    }
    for (name, neutral) in refused { try fields.refuse(name, unless: neutral) }
    let model = try fields.requiredString("model")
    guard let messages = fields["messages"] else {
      throw .invalid("you must provide a 'messages' parameter", param: "messages")
    }
    let wantsScores = try fields.bool("logprobs") ?? false
    let alternatives = try fields.integer("top_logprobs", in: 0...20)
    guard wantsScores || alternatives == nil else {
      throw .invalid("'top_logprobs' needs 'logprobs' to be true", param: "top_logprobs")
    }
    let limits = 1...CompletionEndpoints.mostTokens
    let older = try fields.integer("max_tokens", in: limits)
    let limit = try fields.integer("max_completion_tokens", in: limits)
    guard older == nil || limit == nil || older == limit else {
      throw .invalid(
        "'max_tokens' and 'max_completion_tokens' exclude each other",
        param: "max_tokens"
      )
    }
    return Request(
      model: model,
      prompt: ChatText.prompt(try ChatText.messages(messages, forTraining: false)),
      sampling: try SamplingFields(fields),
      maximumTokens: limit ?? older ?? usualTokens,
      logprobs: wantsScores,
      alternatives: alternatives ?? 0
    )
  }

  /// A whole choice.
  private static func choice(_ answer: TokenCompletion, index: Int, _ request: Request) -> JSON {
    [
      "index": .integer(index),
      "message": [
        "role": "assistant", "content": .string(answer.completion.text), "refusal": .null,
      ],
      "logprobs": request.logprobs ? scores(answer) : .null,
      "finish_reason": .string(answer.completion.finishReason.rawValue),
    ]
  }

  /// A part of a choice in a stream.
  private static func part(
    _ delta: JSON,
    index: Int,
    scores: JSON = .null,
    end: String? = nil
  ) -> JSON {
    [
      "index": .integer(index), "delta": delta, "logprobs": scores,
      "finish_reason": .optional(end),
    ]
  }

  private static func scores(_ answer: TokenCompletion) -> JSON {
    ["content": .array(answer.tokens.map(token)), "refusal": .null]
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
