import Providers

/// Runs models of this provider's files.
struct LocalCompletions: CompletionService {
  private let cache = ModelCache()

  /// The continuation of each prompt, computed on a thread of its own.
  func completions(
    of prompts: [String],
    by model: ModelReference,
    decoding: Decoding
  ) async throws(ProviderError) -> [Completion] {
    let cache = cache
    return try await DedicatedThread.run { flag throws(ProviderError) in
      let decoder = try Decoder(try cache.model(model), decoding, flag: flag)
      return try decoder.completions(of: prompts)
    }
  }

  /// The log-probability of each target, computed on a thread of its own.
  func scores(
    of items: [PromptAndTarget],
    by model: ModelReference
  ) async throws(ProviderError) -> [TargetScore] {
    let cache = cache
    return try await DedicatedThread.run { flag throws(ProviderError) in
      try Scorer(try cache.model(model), flag: flag).scores(of: items)
    }
  }
}
