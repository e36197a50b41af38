package import Providers

/// What a fine-tune made and from what: its `model.json`.
///
/// It tells one training from another and nothing else, because evaluations count it by content.
package struct ModelCard: Codable, Hashable, Sendable {
  /// The cache key of the fine-tune, in hexadecimal digits: the identity of the training.
  package var key: String

  package var provider: String
  package var providerRevision: Int
  package var account: String

  /// The model that was tuned, by the manifest's name.
  package var baseModel: String
  package var epochs: Int
  package var batchSize: Int
  package var learningRateMultiplier: Double?
  package var seed: Int

  /// The provider's own parameters that change results; nil where it has none.
  package var own: [String: ParameterValue]?

  /// SHA-256 of the training file, in hexadecimal digits.
  package var trainingFile: String

  /// How many numbers the model has, where the provider tells.
  package var parameters: Int?

  /// Completion tokens trained on, all epochs together, where the provider tells.
  package var trainedTokens: Int?

  enum CodingKeys: String, CodingKey {
    case key, provider, account, epochs, seed, parameters
    case providerRevision = "provider_revision"
    case baseModel = "base_model"
    case batchSize = "batch_size"
    case learningRateMultiplier = "learning_rate_multiplier"
    case own = "provider_parameters"
    case trainingFile = "training_file"
    case trainedTokens = "trained_tokens"
  }
}

extension ModelCard {
  init(
    _ model: FineTunedModel,
    key: String,
    provider: ProviderIdentity,
    section: TrainingSection,
    parameters: FineTuneParameters,
    trainingFile: DataFile
  ) {
    let own = parameters.own.filter { section.changesResult($0.key) }
    self.init(
      key: key,
      provider: provider.name,
      providerRevision: provider.revision,
      account: provider.account,
      baseModel: parameters.model,
      epochs: parameters.epochs,
      batchSize: parameters.batchSize,
      learningRateMultiplier: parameters.learningRateMultiplier,
      seed: parameters.seed,
      own: own.isEmpty ? nil : own,
      trainingFile: trainingFile.digest,
      parameters: model.parameterCount,
      trainedTokens: model.trainedTokens
    )
  }
}

/// What a provider calls a model and what it says of its training: a fine-tune's `model-receipt.json`.
///
/// It says where the model is, not what it is, so it is in no key.
struct ModelReceipt: Codable {
  var id: String

  /// The model that was tuned, by the provider's name.
  var baseModel: String

  /// The parameters as the provider says them, beside what was asked for; nil for a training here, and
  /// in receipts of earlier versions.
  var parameters: [Parameter]?

  /// One parameter; what the provider does not say is left out.
  struct Parameter: Codable {
    var key: String
    var asked: String
    var told: String?
  }

  /// True where a user named the model, since the provider did not; absent elsewhere.
  var isAdopted: Bool?

  /// What the model was trained on and with; nil where the provider alone knows.
  var machine: TrainingMachine?

  enum CodingKeys: String, CodingKey {
    case id, parameters, machine
    case baseModel = "base_model"
    case isAdopted = "adopted"
  }
}

extension ModelReceipt {
  init(_ model: FineTunedModel, asked: FineTuneParameters) {
    id = model.id
    baseModel = model.baseModel.isEmpty ? asked.model : model.baseModel
    isAdopted = model.isAdopted ? true : nil
    machine = model.machine
    parameters = model.reported?.compared(with: asked).map { comparison in
      Parameter(
        key: comparison.key,
        asked: "\(comparison.asked)",
        told: comparison.reported == .unsaid ? nil : "\(comparison.reported)"
      )
    }
  }
}
