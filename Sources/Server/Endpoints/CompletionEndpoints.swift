import Providers

/// Continues prompts in the form of `/v1/completions`.
struct CompletionEndpoints: Sendable {
  let models: ModelEndpoints

  /// The longest continuation.
  static let mostTokens = 4096

  /// The fields of a request.
  private static let names = SamplingFields.names.union([
    "model", "prompt", "max_tokens", "echo", "logprobs", "best_of", "suffix",
  ])

  /// What a request asks for.
  struct Request {
    var model: String
    var prompts: [String]
    var sampling: SamplingFields
    var maximumTokens: Int
    var echo: Bool
    var logprobs: Int?

    /// The prompt of the answer of an index.
    func prompt(_ index: Int) -> String { prompts[index / sampling.choices] }
  }

  /// Answers a request.
  func create(_ call: Call) async throws -> Answer {
    let fields = try await call.fields()
    let request = try Self.request(fields, engine: call.parameters["engine_id"])
    let asked = TokenAnswers(
      provider: models.provider,
      model: try models.reference(request.model),
      prompts: request.prompts.flatMap {
        Array(repeating: $0, count: request.sampling.choices)
      },
      request: TokenRequest(
        decoding: request.sampling.decoding(atMost: request.maximumTokens),
        sampling: request.sampling.sampling,
        scores: request.logprobs != nil,
        alternatives: request.logprobs ?? 0
      )
    )
    let head: JSON = [
      "id": .string(Identifier.make("cmpl-")), "object": "text_completion",
      "created": .integer(Store.now), "model": .string(request.model),
    ]
    guard request.sampling.streams else {
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
    try await asked.forEachPiece { piece in
      switch piece {
      case .text(let index, let text):
        let isFirst = begun.insert(index).inserted
        let echo = isFirst && request.echo ? request.prompt(index) : ""
        try await sender.send([choice(echo + text, index: index)])
      case .whole(let answers):
        for (index, answer) in answers.enumerated() {
          let end = answer.completion.finishReason.rawValue
          let last =
            if request.logprobs != nil || (request.echo && !begun.contains(index)) {
              choice(answer, index: index, request)
            } else { choice("", index: index, end: end) }
          try await sender.send([last])
        }
        try await sender.sendEnd(
          usage: asked.usage(answers, choices: request.sampling.choices)
        )
      }
    }
  }

  /// Reads what a request asks for; its model may stand in the path.
  static func request(_ fields: Fields, engine: String?) throws(APIError) -> Request {
    try fields.allowOnly(names) { name, _ in "Unrecognized request argument supplied: \(name)" }
    let sampling = try SamplingFields(fields)
    let best = try fields.integer("best_of", in: 0...20) ?? sampling.choices
    // The hosted service's clients of old send 0 for none.
    guard max(1, best) == sampling.choices else {
      throw .invalid("'best_of' other than 'n' is not offered here", param: "best_of")
    }
    guard fields["suffix"] == nil else {
      throw .invalid("insertion before a 'suffix' is not offered", param: "suffix")
    }
    let prompts = try prompts(fields)
    guard prompts.count * sampling.choices <= Limits.prompts else {
      throw .invalid("'n' times the prompts is more than \(Limits.prompts)", param: "n")
    }
    return Request(
      model: try model(fields, engine: engine),
      prompts: prompts,
      sampling: sampling,
      maximumTokens: try fields.integer("max_tokens", in: 0...mostTokens) ?? 16,
      echo: try fields.bool("echo") ?? false,
      logprobs: try fields.integer("logprobs", in: 0...5)
    )
  }

  /// The name of the model, which stands in the path or in the body.
  private static func model(_ fields: Fields, engine: String?) throws(APIError) -> String {
    guard let engine else { return try fields.requiredString("model") }
    guard try fields.string("model") ?? engine == engine else {
      throw .invalid("the path names another 'model' than the body", param: "model")
    }
    return engine
  }

  private static func prompts(_ fields: Fields) throws(APIError) -> [String] {
    switch fields["prompt"] {
    // The hosted service takes a missing prompt for the beginning of a document.
    case nil: return [""]
    case .string(let text): return [text]
    case .array(let items):
      let texts = items.compactMap(\.text)
      guard !items.isEmpty, texts.count == items.count else {
        throw .invalid(
          "'prompt' must be a string or a list of strings; lists of tokens are not offered here",
          param: "prompt"
        )
      }
      guard texts.count <= Limits.prompts else {
        throw .invalid("'prompt' has more than \(Limits.prompts) strings", param: "prompt")
      }
      return texts
    default:
      throw .invalid("'prompt' must be a string or a list of strings", param: "prompt")
    }
  }

  /// A part of a choice in a stream.
  private static func choice(_ text: String, index: Int, end: String? = nil) -> JSON {
    [
      "text": .string(text), "index": .integer(index), "logprobs": .null,
      "finish_reason": .optional(end),
    ]
  }

  /// A whole choice.
  private static func choice(_ answer: TokenCompletion, index: Int, _ request: Request) -> JSON {
    let prompt = request.echo ? request.prompt(index) : ""
    let logprobs = request.logprobs.map { _ -> JSON in
      let tokens = (request.echo ? answer.promptTokens : []) + answer.tokens
      // Places are those in the echoed text, also where the prompt is left out.
      let place = TextPlace(after: request.echo ? "" : request.prompt(index))
      return logProbabilities(tokens, from: place, echo: request.echo)
    }
    return [
      "text": .string(prompt + answer.completion.text), "index": .integer(index),
      "logprobs": logprobs ?? .null,
      "finish_reason": .string(answer.completion.finishReason.rawValue),
    ]
  }

  /// Parallel lists of the tokens of a text, where they stand in it, and how likely they were.
  private static func logProbabilities(
    _ tokens: [ScoredToken],
    from start: TextPlace,
    echo: Bool
  ) -> JSON {
    var place = start
    var (names, values, best, offsets): ([JSON], [JSON], [JSON], [JSON]) = ([], [], [], [])
    for (index, token) in tokens.enumerated() {
      // Before the first token of an echoed text there is nothing that it could follow from.
      let isFirst = echo && index == 0
      names.append(.string(TokenText.name(token.bytes)))
      values.append(isFirst ? .null : .optional(token.logProbability))
      best.append(isFirst ? .null : alternatives(of: token))
      offsets.append(.integer(place.offset(of: token.bytes)))
    }
    return [
      "tokens": .array(names), "token_logprobs": .array(values), "top_logprobs": .array(best),
      "text_offset": .array(offsets),
    ]
  }

  /// The likeliest tokens, and the token itself where it is none of them.
  private static func alternatives(of token: ScoredToken) -> JSON {
    var pairs = token.alternatives.map { ($0.bytes, $0.logProbability) }
    if let own = token.logProbability, !pairs.contains(where: { $0.0 == token.bytes }) {
      pairs.append((token.bytes, own))
    }
    return .object(pairs.map { JSON.Member(name: TokenText.name($0.0), value: .number($0.1)) })
  }
}
