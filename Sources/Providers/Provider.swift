/// A service that keeps files, fine-tunes models and completes prompts with them.
package protocol Provider: Sendable {
  /// What goes into cache keys: two providers with equal identities give equal results.
  var identity: ProviderIdentity { get }

  /// The models that can be fine-tuned here, smallest first, or nil where only the service knows.
  var models: [ModelDescription]? { get }

  /// Where models are tuned and run.
  var placement: Placement { get }

  /// What one piece of that work keeps busy.
  var occupation: Occupation { get }

  /// The names of the files that a tuned model consists of, which the steps keep; empty for a provider
  /// that keeps its models itself.
  func modelFiles(of parameters: FineTuneParameters) -> [String]

  /// What stays of a tuned model's weights.
  func keptWeights(of parameters: FineTuneParameters) -> KeptWeights

  /// Removes the weights of a tuned model of which none are to stay; nothing happens where they are gone.
  ///
  /// - Throws: `ProviderError.file` where they cannot be removed.
  func discard(_ model: ModelReference) throws(ProviderError)

  /// Finds and makes the files of untuned models; nil for a provider that has its models under their names.
  var preparation: (any ModelPreparationService)? { get }

  /// The libraries and their versions that results depend on, for cache keys; empty where the revision says
  /// all. They are found without any network.
  ///
  /// - Parameter own: The values of the provider's own training parameters.
  /// - Returns: The versions by the libraries' names.
  func software(for own: [String: ParameterValue]) -> [String: String]

  /// From when a model can no longer be tuned here, found without any network; nil where that is not
  /// known.
  func retirement(of model: String) -> ModelRetirement?

  /// What a report says about the results of this provider, as a sentence; nil where there is nothing.
  var reportNote: String? { get }

  /// Whether the key is there that requests need.
  var key: KeyAvailability { get }

  var files: any FileService { get }
  var fineTuning: any FineTuningService { get }
  var completions: any CompletionService { get }

  /// Tells tokens and their probabilities, where the provider sees them.
  var tokens: (any TokenService)? { get }

  /// Lists and deletes what an account has, where the provider keeps something for accounts.
  var inventory: (any InventoryService)? { get }

  /// What work with a model costs; asked without any network.
  func pricing(of model: String) -> Pricing

  /// The tokens that are added to texts for a model.
  func tokenOverhead(of model: String) -> TokenOverhead

  /// `completions`, telling after each answered request how many tokens the service has counted.
  ///
  /// - Parameter onAnswer: Gets the model that was asked, and nil where the service does not say.
  /// - Returns: A service that gives the same answers.
  func completions(
    telling onAnswer: @escaping @Sendable (ModelReference, TokenUsage?) -> Void
  ) -> any CompletionService

  /// This provider, telling what it waits for and what goes wrong without failing anything.
  func telling(_ onNote: @escaping @Sendable (ProviderNote) -> Void) -> any Provider

  /// The layout of the data files that a model is tuned on, found without any network.
  ///
  /// A model that takes conversations is asked in one, and tells no probabilities of given texts.
  func dataLayout(ofModel name: String) -> DataLayout

  /// What is left of a tuned model's label where the provider has no room for all of it; nil where it
  /// has, found without any network.
  func cutLabel(of suffix: String) -> String?

  /// How long the documents of a training or validation file may be; empty where only the service knows.
  ///
  /// - Parameters:
  ///   - models: The models that are tuned, as a manifest writes them.
  ///   - folder: The folder that relative paths of models begin in.
  ///   - own: The values of the provider's own training parameters.
  /// - Returns: Limits that all hold.
  func documentLimits(
    ofModels models: [String],
    in folder: String,
    _ own: [String: ParameterValue]
  ) -> [DocumentLimit]

  /// The keys of a manifest by which this provider trains.
  var trainingSection: TrainingSection { get }

  /// The parameters of a request that this provider cannot honour, found without any network.
  func unsupportedParameters(in parameters: FineTuneParameters) -> [UnsupportedParameter]

  /// What the provider needs on this machine, found without any network.
  ///
  /// - Parameters:
  ///   - own: The values of the provider's own training parameters.
  ///   - thoroughly: Whether that may take seconds; else only what has a problem need be told.
  /// - Returns: What is needed, in the order in which it is shown.
  func requirements(for own: [String: ParameterValue], thoroughly: Bool) -> [Requirement]

  /// Gets the key that requests need, once; nothing happens where none is needed.
  ///
  /// - Throws: `ProviderError.denied` where it cannot be had.
  func fetchKey() async throws(ProviderError)
}

extension Provider {
  package var tokens: (any TokenService)? { nil }
  package var inventory: (any InventoryService)? { nil }
  package var preparation: (any ModelPreparationService)? { nil }
  package func software(for own: [String: ParameterValue]) -> [String: String] { [:] }
  package func documentLimits(
    ofModels models: [String],
    in folder: String,
    _ own: [String: ParameterValue]
  ) -> [DocumentLimit] {
    []
  }
  package func modelFiles(of parameters: FineTuneParameters) -> [String] { [] }
  package func keptWeights(of parameters: FineTuneParameters) -> KeptWeights { .all }
  package func discard(_ model: ModelReference) throws(ProviderError) {}
  package var reportNote: String? { nil }
  package var trainingSection: TrainingSection { .standard }
  package func retirement(of model: String) -> ModelRetirement? { nil }
  package var key: KeyAvailability { .present }

  package func requirements(
    for own: [String: ParameterValue],
    thoroughly: Bool
  ) -> [Requirement] {
    switch key {
    case .present: [Requirement("key", finding: "there, or not needed")]
    case .ofCommand: [Requirement("key", finding: "given by a command when it is needed")]
    case .missing(let reason): [Requirement("key", finding: nil, problem: reason)]
    }
  }

  package func dataLayout(ofModel name: String) -> DataLayout { .completion }
  package func cutLabel(of suffix: String) -> String? { nil }

  package func fetchKey() async throws(ProviderError) {}

  package func telling(_ onNote: @escaping @Sendable (ProviderNote) -> Void) -> any Provider {
    self
  }
}

/// Something that a provider has to tell while it works, beside its answers.
package enum ProviderNote: Hashable, Sendable {
  /// What is waited for, why, and for how long.
  case wait(String)

  /// Something went wrong that fails nothing.
  case warning(String)
}

/// What a provider is, as far as results depend on it.
package struct ProviderIdentity: Hashable, Sendable {
  /// The name that the manifest uses, such as `local`.
  package var name: String

  /// Where the service is and who pays, such as a base URL and an organization; empty for `local`.
  package var account: String

  /// The version of the recipe where the provider knows it; raised whenever results change.
  package var revision: Int

  package init(name: String, account: String = "", revision: Int) {
    self.name = name
    self.account = account
    self.revision = revision
  }
}

/// A model that a provider offers for fine-tuning.
package struct ModelDescription: Hashable, Sendable {
  /// The name that the manifest uses, such as `curie`.
  package var name: String

  /// One line on what it is, such as `2 layers, width 128, 4 heads`.
  package var summary: String

  package init(name: String, summary: String) {
    self.name = name
    self.summary = summary
  }
}

/// A parameter that a provider cannot honour.
package struct UnsupportedParameter: Hashable, Sendable {
  /// The manifest's key below `fine-tune`, such as `batch-size`.
  package var key: String

  /// What is allowed instead, as the end of a sentence.
  package var reason: String

  package init(key: String, reason: String) {
    self.key = key
    self.reason = reason
  }

  /// A whole number that is not in a range; nil for one that is.
  package init?(_ key: String, _ value: Int, outside range: ClosedRange<Int>) {
    guard !range.contains(value) else { return nil }
    self.init(
      key: key,
      reason: "a whole number from \(range.lowerBound) to \(range.upperBound)"
    )
  }
}
