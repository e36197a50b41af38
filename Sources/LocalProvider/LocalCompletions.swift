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
    of prompts: [String],
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
}
