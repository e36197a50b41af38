/// Continues prompts and scores given continuations.
package protocol CompletionService: Sendable {
  /// The continuation of each prompt, in the order of the prompts.
  func completions(
    of prompts: [String],
    by model: ModelReference,
    decoding: Decoding
  ) async throws(ProviderError) -> [Completion]

  /// The log-probability of each target after its prompt, in the order of the items.
  ///
  /// - Throws: `ProviderError.unsupported` where the provider gives no log-probabilities.
  func scores(
    of items: [PromptAndTarget],
    by model: ModelReference
  ) async throws(ProviderError) -> [TargetScore]
}

/// A model to ask: a tuned one, or the untuned one that it was made from.
package struct ModelReference: Hashable, Sendable {
  package enum Stage: Hashable, Sendable {
    case tuned

    /// As it was before the first training step.
    case base
  }

  /// The tuned model's name at the provider.
  package var id: String

  /// The name of the model that was tuned.
  package var baseModel: String

  package var stage: Stage

  /// The files that the tuned model consists of; empty for a provider that keeps its models itself.
  package var files: [DataFile]

  /// The files of the untuned model, by their names in its folder; empty at a provider that has it.
  package var baseFiles: [DataFile]

  /// The values of the provider's own training parameters.
  package var own: [String: ParameterValue]

  /// A folder of the workspace that outlives the step.
  package var stateFolder: String

  /// The cache key of the training, in hexadecimal digits; empty where the provider keeps its models itself.
  package var trainingKey: String

  package init(
    id: String,
    baseModel: String,
    stage: Stage,
    files: [DataFile] = [],
    baseFiles: [DataFile] = [],
    own: [String: ParameterValue] = [:],
    stateFolder: String = "",
    trainingKey: String = ""
  ) {
    self.id = id
    self.baseModel = baseModel
    self.stage = stage
    self.files = files
    self.baseFiles = baseFiles
    self.own = own
    self.stateFolder = stateFolder
    self.trainingKey = trainingKey
  }
}

/// How a continuation is chosen and where it ends.
package struct Decoding: Hashable, Sendable {
  /// 0 takes the likeliest token every time.
  package var temperature: Double

  /// The most tokens to produce for a prompt.
  package var maximumTokens: Int

  /// Strings that end a continuation; they are not part of it.
  package var stop: [String]

  package init(temperature: Double, maximumTokens: Int, stop: [String]) {
    self.temperature = temperature
    self.maximumTokens = maximumTokens
    self.stop = stop
  }
}

/// What a model said after a prompt.
package struct Completion: Hashable, Sendable {
  package enum FinishReason: String, Hashable, Sendable {
    /// A stop sequence or the end of the document was reached.
    case stop

    /// The most tokens allowed were produced.
    case length
  }

  package var text: String
  package var finishReason: FinishReason

  package init(text: String, finishReason: FinishReason) {
    self.text = text
    self.finishReason = finishReason
  }
}

/// A prompt and the continuation to score.
package struct PromptAndTarget: Hashable, Sendable {
  package var prompt: String
  package var target: String

  package init(prompt: String, target: String) {
    self.prompt = prompt
    self.target = target
  }
}

/// How likely a model finds a given continuation.
package struct TargetScore: Hashable, Sendable {
  /// The sum over the target's tokens of the natural logarithm of their probability.
  package var logProbability: Double

  /// The tokens of the target.
  package var tokenCount: Int

  package init(logProbability: Double, tokenCount: Int) {
    self.logProbability = logProbability
    self.tokenCount = tokenCount
  }
}
