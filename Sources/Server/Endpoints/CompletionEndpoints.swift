import Providers

/// Continues prompts in the form of `/v1/completions`.
struct CompletionEndpoints: Sendable {
  let models: ModelEndpoints

  /// The longest continuation.
  static let mostTokens = 4096

  /// Fields that change nothing here whatever they are.
  private static let ignored: Set = ["user", "seed", "stream_options", "store", "metadata"]

  /// What a request asks for.
  private struct Request {
    var model: String
    var prompts: [String]
    var decoding: Decoding
    var echo: Bool
    var logprobs: Int?
    var stream: Bool
  }

  /// Answers a request.
  func create(_ call: Call) async throws -> Answer {
    let fields = try await call.fields()
    let request = try Self.request(fields, model: call.parameters["engine_id"])
    let reference = try models.reference(request.model)
    let answers = try await TokenAnswers.ask(
      models.provider,
      request.prompts,
      reference,
      TokenRequest(
        decoding: request.decoding,
        scores: request.logprobs != nil,
        alternatives: request.logprobs ?? 0
      )
    )
    let choices = answers.enumerated().map { Self.choice($1, index: $0, request) }
    let response: JSON = [
      "id": .string(Identifier.make("cmpl-")), "object": "text_completion",
      "created": .integer(Store.now), "model": .string(request.model),
    ]
    guard request.stream else {
      return .json(
        response.adding("choices", .array(choices)).adding("usage", TokenAnswers.usage(answers))
      )
    }
    let parts = choices.map { StreamedEvent.data(response.adding("choices", [$0])) }
    return .events(PartList(parts + [StreamedEvent.done]).next)
  }

  private static func request(_ fields: Fields, model: String?) throws(APIError) -> Request {
    try SamplingFields.check(
      fields,
      known: ["model", "prompt", "max_tokens", "echo", "logprobs", "stop", "stream", "best_of"],
      ignored: ignored
    )
    if try fields.integer("best_of", in: 0...20) ?? 1 > 1 {
      throw .invalid("'best_of' other than 1 is not offered", param: "best_of")
    }
    guard fields["suffix"] == nil else {
      throw .invalid("insertion before a 'suffix' is not offered", param: "suffix")
    }
    let name: String
    if let model { name = model } else { name = try fields.requiredString("model") }
    let decoding = Decoding(
      temperature: try fields.number("temperature", in: 0...2) ?? 1,
      maximumTokens: try fields.integer("max_tokens", in: 0...mostTokens) ?? 16,
      stop: (try fields.strings("stop", atMost: 4) ?? []).filter { !$0.isEmpty }
    )
    return Request(
      model: name,
      prompts: try prompts(fields),
      decoding: decoding,
      echo: try fields.bool("echo") ?? false,
      logprobs: try fields.integer("logprobs", in: 0...5),
      stream: try fields.bool("stream") ?? false
    )
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

  private static func choice(_ answer: TokenCompletion, index: Int, _ request: Request) -> JSON {
    let prompt = request.echo ? request.prompts[index] : ""
    let logprobs = request.logprobs.map { _ -> JSON in
      let tokens = (request.echo ? answer.promptTokens : []) + answer.tokens
      // Places are those in the echoed text, also where the prompt is left out.
      let place = TextPlace(after: request.echo ? "" : request.prompts[index])
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
