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
    let name = request.parameters["engine_id"] ?? request.parameters["model"]
    let (question, echo) = try Self.question(fields, namedInPath: name)
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
    namedInPath name: String?
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
    let prompts = try PromptField.prompts(fields)
    guard prompts.count * sampling.choices <= Limits.prompts else {
      throw .invalid("'n' times the prompts is more than \(Limits.prompts)", param: "n")
    }
    let question = Question(
      model: try fields.model(namedInPath: name),
      prompts: prompts,
      sampling: sampling,
      maximumTokens: try fields.integer("max_tokens", in: 0...mostTokens) ?? 16,
      alternatives: try fields.integer("logprobs", in: 0...5)
    )
    let echo = try fields.boolean("echo") ?? false
    try PromptField.check(question, echo: echo)
    return (question, echo)
  }
}

/// The choices of `/v1/completions`.
private struct CompletionForm: ChoiceForm {
  let question: Question

  /// Whether a prompt is repeated before its answers.
  let echo: Bool

  func choice(_ answer: TokenCompletion, index: Int) -> JSON {
    let prompt = text(question.prompt(index), told: answer.promptTokens)
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
    // A stream repeats no prompt of tokens.
    let prompt = isFirst && echo ? self.text(question.prompt(index), told: []) : ""
    return [choice(prompt + text, index: index)]
  }

  /// The text of a prompt; of one of tokens, theirs.
  private func text(_ prompt: TokenPrompt, told tokens: [ScoredToken]) -> String {
    switch prompt {
    case .text(let text): text
    case .tokens: String(decoding: tokens.flatMap(\.bytes), as: UTF8.self)
    }
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
