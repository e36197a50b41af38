import Providers

/// Runs models of this provider's files.
struct LocalCompletions: CompletionService {
  private let cores: Cores
  private let cache = ModelCache()

  /// Computes on cores that others may use too.
  init(_ cores: Cores) {
    self.cores = cores
  }

  /// The continuation of each prompt, computed on threads of its own.
  func completions(
    of prompts: [String],
    by model: ModelReference,
    decoding: Decoding
  ) async throws(ProviderError) -> [Completion] {
    let cache = cache
    return try await cores.run { flag, pool throws(ProviderError) in
      let decoder = try Decoder(try cache.model(model), decoding, flag: flag)
      return try decoder.completions(of: prompts, pool)
    }
  }

  /// The log-probability of each target, computed on threads of its own.
  func scores(
    of items: [PromptAndTarget],
    by model: ModelReference
  ) async throws(ProviderError) -> [TargetScore] {
    let cache = cache
    return try await cores.run { flag, pool throws(ProviderError) in
      try Scorer(try cache.model(model), flag: flag).scores(of: items, pool)
    }
  }
}

extension LocalCompletions: TokenService {
  /// The continuation of each prompt in tokens, computed on threads of its own.
  func tokenCompletions(
    of prompts: [TokenPrompt],
    by model: ModelReference,
    asking request: TokenRequest,
    onText: (@Sendable (Int, String) -> Void)?
  ) async throws(ProviderError) -> [TokenCompletion] {
    let cache = cache
    return try await cores.run { flag, pool throws(ProviderError) in
      let telling = TokenScoring(try cache.model(model), request, flag: flag)
      return try telling.completions(of: prompts, pool, onText: onText)
    }
  }

  /// The tokens of a text; of the name of the document's end that mark, which no text has.
  func tokens(of text: String, by model: ModelReference) async throws(ProviderError) -> [Int] {
    if text == Self.endName { return [Int(Vocabulary.end)] }
    return try cache.model(model).tokenizer.tokens(of: text).map(Int.init)
  }

  /// The text of some tokens; the document's end has none.
  func text(of tokens: [Int], by model: ModelReference) async throws(ProviderError) -> String {
    let tokenizer = try cache.model(model).tokenizer
    return tokenizer.text(of: try tokenizer.checked(tokens, prompt: 1))
  }

  /// One mark stands for the end of a document and for the start of the next.
  func vocabulary(of model: ModelReference) async throws(ProviderError) -> TokenVocabulary {
    let mark = TokenVocabulary.Mark(token: Int(Vocabulary.end), name: Self.endName)
    let count = try cache.model(model).tokenizer.vocabulary.count
    return TokenVocabulary(count: count, start: mark, end: mark)
  }

  private static let endName = "<|endoftext|>"
}
