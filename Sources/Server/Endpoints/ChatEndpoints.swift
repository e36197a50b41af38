import Providers
import System

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

  /// Answers a request.
  func create(_ request: Request) async throws -> Answer {
    let fields = try await request.fields()
    let question = try Self.question(fields, namedInPath: request.parameters["model"])
    return try await TokenAnswers(question, models).answer(
      question.sampling.streams ? "chat.completion.chunk" : "chat.completion",
      idPrefix: "chatcmpl-",
      ChatForm(tellsScores: question.alternatives != nil)
    )
  }

  /// Reads what a request asks for; its model may stand in the path.
  static func question(
    _ fields: Fields,
    namedInPath name: String? = nil
  ) throws(APIError) -> Question {
    try fields.allowOnly(names, refusing: SamplingFields.refused + refused) { name, _ in
      "Unrecognized request argument supplied: \(name)"
    }
    let model = try fields.model(namedInPath: name)
    guard let messages = fields["messages"] else {
      throw .invalid("you must provide a 'messages' parameter", param: "messages")
    }
    let wantsScores = try fields.boolean("logprobs") ?? false
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
    return Question(
      model: model,
      prompts: [.text(ChatText.prompt(try ChatText.messages(messages, forTraining: false)))],
      sampling: try SamplingFields(fields),
      maximumTokens: limit ?? older ?? usualTokens,
      alternatives: wantsScores ? alternatives ?? 0 : nil
    )
  }
}

/// The choices of `/v1/chat/completions`.
private struct ChatForm: ChoiceForm {
  /// Whether the log-probabilities of tokens are told.
  let tellsScores: Bool

  func choice(_ answer: TokenCompletion, index: Int) -> JSON {
    [
      "index": .integer(index),
      "message": [
        "role": "assistant", "content": .string(answer.completion.text), "refusal": .null,
      ],
      "logprobs": tellsScores ? scores(answer) : .null,
      "finish_reason": .string(answer.completion.finishReason.rawValue),
    ]
  }

  func parts(_ text: String, index: Int, isFirst: Bool) -> [JSON] {
    beginning(index, isFirst: isFirst) + [part(["content": .string(text)], index: index)]
  }

  func lastParts(_ answer: TokenCompletion, index: Int, isFirst: Bool) -> [JSON] {
    let text: JSON = ["content": .string(answer.completion.text)]
    let end = answer.completion.finishReason.rawValue
    return beginning(index, isFirst: isFirst)
      + (tellsScores ? [part(text, index: index, scores: scores(answer))] : [])
      + [part([:], index: index, end: end)]
  }

  private func beginning(_ index: Int, isFirst: Bool) -> [JSON] {
    isFirst ? [part(["role": "assistant", "content": ""], index: index)] : []
  }

  private func part(
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

  private func scores(_ answer: TokenCompletion) -> JSON {
    ["content": .array(answer.tokens.map(token)), "refusal": .null]
  }

  private func token(_ token: ScoredToken) -> JSON {
    form(token.bytes, token.logProbability).adding(
      "top_logprobs",
      .array(token.alternatives.map { form($0.bytes, $0.logProbability) })
    )
  }

  private func form(_ bytes: [UInt8], _ logProbability: Double?) -> JSON {
    [
      "token": .string(TokenText.name(bytes)), "logprob": .optional(logProbability),
      "bytes": .array(bytes.map { .integer(Int($0)) }),
    ]
  }
}
