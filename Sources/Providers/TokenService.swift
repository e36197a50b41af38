/// Continues prompts, and tells the tokens of prompts and continuations with their probabilities.
///
/// Only some providers see tokens; the others complete and score texts.
package protocol TokenService: Sendable {
  /// The continuation of each prompt in tokens, in the order of the prompts.
  ///
  /// Without a seed the texts are those that `CompletionService` gives for the same prompts.
  ///
  /// `onText` gets each prompt's text piece by piece, as its tokens are made, with the prompt's place in
  /// the list; the pieces make up the completion's text. It is called on threads of the provider, and
  /// should return at once.
  func tokenCompletions(
    of prompts: [String],
    by model: ModelReference,
    asking request: TokenRequest,
    onText: (@Sendable (Int, String) -> Void)?
  ) async throws(ProviderError) -> [TokenCompletion]
}

/// How tokens are drawn above temperature 0.
package struct Sampling: Hashable, Sendable {
  /// The likeliest tokens that have this share of the probability together are drawn from; 1 for all.
  package var topP: Double

  /// What the draws for a prompt depend on besides its text and its place in the list; nil for draws
  /// that depend on the model and the text alone.
  package var seed: Int?

  package init(topP: Double = 1, seed: Int? = nil) {
    self.topP = topP
    self.seed = seed
  }
}

/// What is asked about the tokens of some prompts.
package struct TokenRequest: Hashable, Sendable {
  /// How the prompts are continued; 0 tokens at most leave them as they are.
  package var decoding: Decoding

  /// How tokens are drawn where the temperature is above 0.
  package var sampling: Sampling

  /// Whether log-probabilities are told, which takes another pass through the model.
  package var scores: Bool

  /// How many of the likeliest tokens are told at each place, at least 0.
  package var alternatives: Int

  package init(
    decoding: Decoding,
    sampling: Sampling = Sampling(),
    scores: Bool,
    alternatives: Int
  ) {
    self.decoding = decoding
    self.sampling = sampling
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
