/// What a job was asked for: all that decides what comes of it.
package struct JobOrder: Codable, Hashable, Sendable {
  package var model: String
  package var epochs: Int
  package var batchSize: Int
  package var learningRateMultiplier: Double?
  package var seed: Int

  /// The provider's own parameters; nil where it has none.
  package var own: [String: ParameterValue]?

  /// SHA-256 of the training file, in hexadecimal digits.
  package var trainingFile: String

  /// SHA-256 of the validation file, where there is one.
  package var validationFile: String?

  package var parameters: FineTuneParameters {
    FineTuneParameters(
      model: model,
      epochs: epochs,
      batchSize: batchSize,
      learningRateMultiplier: learningRateMultiplier,
      seed: seed,
      own: own ?? [:]
    )
  }

  enum CodingKeys: String, CodingKey {
    case model, epochs, seed
    case batchSize = "batch_size"
    case learningRateMultiplier = "learning_rate_multiplier"
    case own = "provider_parameters"
    case trainingFile = "training_file"
    case validationFile = "validation_file"
  }
}

extension FineTuneRequest {
  package var order: JobOrder {
    JobOrder(
      model: parameters.model,
      epochs: parameters.epochs,
      batchSize: parameters.batchSize,
      learningRateMultiplier: parameters.learningRateMultiplier,
      seed: parameters.seed,
      own: parameters.own.isEmpty ? nil : parameters.own,
      trainingFile: trainingFile.content.digest,
      validationFile: validationFile?.content.digest
    )
  }
}

/// What a workspace's journal knows of an account's jobs, for a provider that shows too little of
/// them to tell whose they are.
package struct KnownJobs: Hashable, Sendable {
  /// The jobs of other steps, with what those asked for where that is known.
  package var others: [RemoteJobID: JobOrder?]

  /// When a request of this step left whose answer nobody knows, in seconds since 1970; nil where
  /// there is none, and where other steps have such requests too.
  package var askedAt: Double?

  package init(others: [RemoteJobID: JobOrder?] = [:], askedAt: Double? = nil) {
    self.others = others
    self.askedAt = askedAt
  }
}
