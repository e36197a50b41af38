/// Continues prompts, and tells the tokens of prompts and continuations with their probabilities.
///
/// Only some providers see tokens; the others complete and score texts. A token's number is its place in
/// the model's vocabulary.
package protocol TokenService: Sendable {
  /// The continuation of each prompt in tokens, in the order of the prompts.
  ///
  /// Without a seed the texts are those that `CompletionService` gives for the same prompts. Where
  /// nothing is said before a document's end, the mark of that end is the only token of the completion.
  ///
  /// `onText` gets each prompt's text piece by piece, as its tokens are made, with the prompt's place in
  /// the list; the pieces make up the completion's text. It is called on threads of the provider, and
  /// should return at once.
  ///
  /// - Throws: `ProviderError.rejected` for a prompt that is too long or has a number without a token.
  func tokenCompletions(
    of prompts: [TokenPrompt],
    by model: ModelReference,
    asking request: TokenRequest,
    onText: (@Sendable (Int, String) -> Void)?
  ) async throws(ProviderError) -> [TokenCompletion]

  /// The tokens of a text, without marks before and after it; of a mark's own name the mark.
  func tokens(of text: String, by model: ModelReference) async throws(ProviderError) -> [Int]

  /// The text of some tokens.
  ///
  /// - Throws: `ProviderError.rejected` for a number without a token.
  func text(of tokens: [Int], by model: ModelReference) async throws(ProviderError) -> String

  /// How many tokens a model has, and which of them are marks.
  func vocabulary(of model: ModelReference) async throws(ProviderError) -> TokenVocabulary
}

/// What is continued.
package enum TokenPrompt: Hashable, Sendable {
  /// A text, before which the model sees the mark of a document's start.
  case text(String)

  /// Tokens, before which the model sees that mark too, unless they begin with it.
  ///
  /// Only a mark that is given is among the prompt's tokens in an answer, without a probability.
  case tokens([Int])
}

/// What is known of a model's tokens.
package struct TokenVocabulary: Hashable, Sendable {
  /// A token that stands for the start or the end of a document.
  package struct Mark: Hashable, Sendable {
    package var token: Int

    /// How it is written where it must be named.
    package var name: String

    package init(token: Int, name: String) {
      self.token = token
      self.name = name
    }
  }

  /// The number of tokens, which is one more than the last one's.
  package var count: Int
  package var start: Mark
  package var end: Mark

  package init(count: Int, start: Mark, end: Mark) {
    self.count = count
    self.start = start
    self.end = end
  }
}

extension ProviderError {
  /// A prompt, counted from 1, has a number that is no token of the model.
  package static func foreignToken(_ token: Int, prompt: Int, count: Int) -> ProviderError {
    .rejected(
      "prompt \(prompt) has the token \(token), and the model's are 0 to \(count - 1): "
        + "the numbers are another tokenizer's"
    )
  }
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
