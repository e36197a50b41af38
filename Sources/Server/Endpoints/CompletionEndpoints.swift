import Providers
import System

/// Continues prompts in the form of `/v1/completions`.
struct CompletionEndpoints: Sendable {
  let models: ModelEndpoints

  /// The longest continuation.
  static let mostTokens = 4096

  /// The fields that are read.
  private static let names = SamplingFields.names.union([
    "model", "prompt", "max_tokens", "echo", "logprobs", "best_of",
  ])

  /// Answers a request.
  func create(_ request: Request) async throws -> Answer {
    let fields = try await request.fields()
    let (question, echo) = try Self.question(fields, engine: request.parameters["engine_id"])
    return try await TokenAnswers(question, models).answer(
      "text_completion",
      idPrefix: "cmpl-",
      CompletionForm(question: question, echo: echo)
    )
  }

  /// Reads what a request asks for, and whether prompts are repeated before their answers; its model
  /// may stand in the path.
  static func question(
    _ fields: Fields,
    engine: String?
  ) throws(APIError) -> (Question, echo: Bool) {
    try fields.allowOnly(names, refusing: SamplingFields.refused + [("suffix", [])]) { name, _ in
      "Unrecognized request argument supplied: \(name)"
    }
    let sampling = try SamplingFields(fields)
    let best = try fields.integer("best_of", in: 0...20) ?? sampling.choices
    // The hosted service's clients of old send 0 for none.
    guard max(1, best) == sampling.choices else {
      throw .invalid("'best_of' other than 'n' is not offered here", param: "best_of")
    }
    let prompts = try prompts(fields)
    guard prompts.count * sampling.choices <= Limits.prompts else {
      throw .invalid("'n' times the prompts is more than \(Limits.prompts)", param: "n")
    }
    let question = Question(
      model: try model(fields, engine: engine),
      prompts: prompts,
      sampling: sampling,
      maximumTokens: try fields.integer("max_tokens", in: 0...mostTokens) ?? 16,
      alternatives: try fields.integer("logprobs", in: 0...5)
    )
    return (question, try fields.boolean("echo") ?? false)
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
}

/// The choices of `/v1/completions`.
private struct CompletionForm: ChoiceForm {
  let question: Question

  /// Whether a prompt is repeated before its answers.
  let echo: Bool

  func choice(_ answer: TokenCompletion, index: Int) -> JSON {
    let prompt = question.prompt(index)
    let tokens = (echo ? answer.promptTokens : []) + answer.tokens
    // Places are those in the echoed text, also where the prompt is left out.
    let place = TextPosition(after: echo ? "" : prompt)
    return choice(
      (echo ? prompt : "") + answer.completion.text,
      index: index,
      scores: question.alternatives == nil ? .null : logProbabilities(tokens, from: place),
      end: answer.completion.finishReason.rawValue
    )
  }

  func parts(_ text: String, index: Int, isFirst: Bool) -> [JSON] {
    let prompt = isFirst && echo ? question.prompt(index) : ""
    return [choice(prompt + text, index: index)]
  }

  func lastParts(_ answer: TokenCompletion, index: Int, isFirst: Bool) -> [JSON] {
    if question.alternatives != nil || (echo && isFirst) { return [choice(answer, index: index)] }
    return [choice("", index: index, end: answer.completion.finishReason.rawValue)]
  }

  private func choice(
    _ text: String,
    index: Int,
    scores: JSON = .null,
    end: String? = nil
  ) -> JSON {
    [
      "text": .string(text), "index": .integer(index), "logprobs": scores,
      "finish_reason": .optional(end),
    ]
  }

  /// Parallel lists of the tokens of a text, where they stand in it, and how likely they were.
  private func logProbabilities(_ tokens: [ScoredToken], from start: TextPosition) -> JSON {
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
  private func alternatives(of token: ScoredToken) -> JSON {
    var pairs = token.alternatives.map { ($0.bytes, $0.logProbability) }
    if let own = token.logProbability, !pairs.contains(where: { $0.0 == token.bytes }) {
      pairs.append((token.bytes, own))
    }
    return .object(pairs.map { JSON.Member(name: TokenText.name($0.0), value: .number($0.1)) })
  }
}
