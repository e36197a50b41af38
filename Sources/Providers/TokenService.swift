/// Continues prompts, and tells the tokens of prompts and continuations with their probabilities.
///
/// Only some providers see tokens; the others complete and score texts.
package protocol TokenService: Sendable {
  /// The continuation of each prompt in tokens, in the order of the prompts.
  ///
  /// The texts are those that `CompletionService` gives for the same prompts.
  func tokenCompletions(
    of prompts: [String],
    by model: ModelReference,
    asking request: TokenRequest
  ) async throws(ProviderError) -> [TokenCompletion]
}

/// What is asked about the tokens of some prompts.
package struct TokenRequest: Hashable, Sendable {
  /// How the prompts are continued; 0 tokens at most leave them as they are.
  package var decoding: Decoding

  /// Whether log-probabilities are told, which takes another pass through the model.
  package var scores: Bool

  /// How many of the likeliest tokens are told at each place, at least 0.
  package var alternatives: Int

  package init(decoding: Decoding, scores: Bool, alternatives: Int) {
    self.decoding = decoding
    self.scores = scores
    self.alternatives = alternatives
  }
}

/// A prompt and its continuation as tokens.
package struct TokenCompletion: Hashable, Sendable {
  package var promptTokens: [ScoredToken]
  package var tokens: [ScoredToken]
  package var completion: Completion

  package init(promptTokens: [ScoredToken], tokens: [ScoredToken], completion: Completion) {
    self.promptTokens = promptTokens
    self.tokens = tokens
    self.completion = completion
  }
}

/// A token and how likely the model found it where it stands.
package struct ScoredToken: Hashable, Sendable {
  /// A token that could have stood in the same place.
  package struct Alternative: Hashable, Sendable {
    /// The token's text; a part of a character's UTF-8 where the model spells it.
    package var bytes: [UInt8]

    /// The natural logarithm of its probability.
    package var logProbability: Double

    package init(bytes: [UInt8], logProbability: Double) {
      self.bytes = bytes
      self.logProbability = logProbability
    }
  }

  /// The token's text; a part of a character's UTF-8 where the model spells it.
  package var bytes: [UInt8]

  /// The natural logarithm of its probability; nil where it was not asked for.
  package var logProbability: Double?

  /// The likeliest tokens at this place, the likeliest first.
  package var alternatives: [Alternative]

  package init(bytes: [UInt8], logProbability: Double? = nil, alternatives: [Alternative] = []) {
    self.bytes = bytes
    self.logProbability = logProbability
    self.alternatives = alternatives
  }
}
