internal import Providers
internal import System

/// What a service says after one prompt, of either kind of completion.
struct WireChoice: Hashable, Sendable {
  /// The prompt's place in the request; services answer in any order.
  var index: Int

  var text: String
  var finishReason: String?
  var logProbabilities: WireLogProbabilities?

  /// Takes a choice of `/completions` from an answer.
  init?(_ json: JSON, place: Int) {
    guard case .string(let text)? = json["text"] else { return nil }
    self.text = text
    index = json["index"]?.integer ?? place
    finishReason = json["finish_reason"]?.string
    logProbabilities = json["logprobs"].flatMap { WireLogProbabilities($0) }
  }

  /// Takes a choice of `/chat/completions` from an answer.
  init?(chat json: JSON, place: Int) {
    guard let message = json["message"] else { return nil }
    // A refusal has no content; it is what the model said.
    let content = message["content"] ?? message["refusal"] ?? ""
    guard case .string(let text) = content else { return nil }
    self.text = text
    index = json["index"]?.integer ?? place
    finishReason = json["finish_reason"]?.string
  }
}

/// The tokens of a text with the natural logarithms of their probabilities.
struct WireLogProbabilities: Hashable, Sendable {
  struct Token: Hashable, Sendable {
    /// Where the token begins, in Unicode scalars from the start of the text.
    var offset: Int

    /// Nil for the first token of a text, which nothing comes before.
    var logProbability: Double?
  }

  var tokens: [Token]

  /// Nil where the lists are missing or not of one length.
  init?(_ json: JSON) {
    guard
      let values = json["token_logprobs"]?.items,
      let offsets = json["text_offset"]?.items.map(\.integer),
      !values.isEmpty, values.count == offsets.count
    else { return nil }
    tokens = []
    for (value, offset) in zip(values, offsets) {
      guard let offset else { return nil }
      tokens.append(Token(offset: offset, logProbability: value.number))
    }
  }

  /// Adds up the tokens of a target after its prompt.
  ///
  /// - Returns: Nil where no token begins exactly where the target does, or one has no probability.
  func score(of item: PromptAndTarget) -> TargetScore? {
    let start = item.prompt.unicodeScalars.count
    let end = start + item.target.unicodeScalars.count
    // A service that must produce something adds a token after the target; it is not part of it.
    let target = tokens.filter { $0.offset >= start && $0.offset < end }
    guard target.first?.offset == start || target.isEmpty && start == end else { return nil }
    var sum = 0.0
    for token in target {
      guard let value = token.logProbability, value <= 0 else { return nil }
      sum += value
    }
    return TargetScore(logProbability: sum, tokenCount: target.count)
  }
}
