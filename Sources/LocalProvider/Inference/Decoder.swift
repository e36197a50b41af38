import Providers
import Synchronization

/// Continues prompts, several at once, with the keys and values of earlier tokens kept.
///
/// Each prompt is read alone, and the steps after it are always computed for the same number of
/// lanes, used or not: a continuation is the same whichever other prompts it is asked with. Where the
/// request has a seed, what is drawn depends on the prompt's place in the list too.
struct Decoder {
  /// The prompts that are continued at once.
  static let lanes = 16

  /// The most tokens of a prompt and its continuation together.
  static let longestText = DocumentSet.longestDocument

  private let runner: ModelRunner
  private let decoding: Decoding
  private let sampling: Sampling

  private var tokenizer: Tokenizer { runner.model.tokenizer }

  /// A decoder of one model.
  ///
  /// - Throws: `ProviderError.rejected` for a temperature, share, length or stop sequence without
  ///   meaning.
  init(
    _ model: LocalModel,
    _ decoding: Decoding,
    _ sampling: Sampling = Sampling(),
    flag: CancellationFlag
  ) throws(ProviderError) {
    guard decoding.temperature >= 0, decoding.temperature.isFinite else {
      throw .rejected("a temperature of \(decoding.temperature) is not possible; it is at least 0")
    }
    guard (0...1).contains(sampling.topP) else {
      throw .rejected("a share of \(sampling.topP) of the probability is not from 0 to 1")
    }
    guard decoding.maximumTokens >= 1 else {
      throw .rejected("\(decoding.maximumTokens) tokens cannot be produced; ask for at least 1")
    }
    guard !decoding.stop.contains("") else {
      throw .rejected("an empty stop sequence would end every continuation; leave it out")
    }
    runner = ModelRunner(model, flag: flag)
    self.decoding = decoding
    self.sampling = sampling
  }

  /// The text of each prompt's continuation, in the order of the prompts.
  ///
  /// - Throws: as `continuations(of:_:)` does.
  func completions(
    of prompts: [String],
    _ pool: WorkerPool
  ) throws(ProviderError) -> [Completion] {
    try continuations(of: prompts.map(tokenizer.promptTokens), pool).map(\.completion)
  }

  /// The continuation of each prompt's tokens, in the order of the prompts.
  ///
  /// - Throws: `ProviderError.rejected` where a prompt and its continuation may be too long;
  ///   `ProviderError.cancelled`.
  func continuations(
    of tokens: [[Int32]],
    _ pool: WorkerPool,
    onText: (@Sendable (Int, String) -> Void)? = nil
  ) throws(ProviderError) -> [Continuation] {
    for (index, prompt) in tokens.enumerated() {
      let (length, overflow) = prompt.count.addingReportingOverflow(decoding.maximumTokens)
      guard !overflow, length <= Self.longestText else {
        throw .rejected(
          "prompt \(index + 1) has \(prompt.count) tokens; with up to \(decoding.maximumTokens)"
            + " more that is above the \(Self.longestText) that a model can handle"
        )
      }
    }
    let groups = stride(from: 0, to: tokens.count, by: Self.lanes).map {
      tokens[$0..<min($0 + Self.lanes, tokens.count)]
    }
    let results = Mutex(Array(repeating: [Continuation](), count: groups.count))
    try pool.perform(groups.count) { group, _ throws(ProviderError) in
      var lanes = DecoderLanes(
        runner,
        decoding,
        sampling,
        prompts: groups[group],
        count: Self.lanes,
        onText: onText
      )
      let continuations = try lanes.run()
      results.withLock { $0[group] = continuations }
    }
    return results.withLock { $0.flatMap(\.self) }
  }
}
