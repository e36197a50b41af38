import Providers

/// What a client asks for when it makes a job, checked in the words of its dialect.
struct JobDraft {
  var dialect: Dialect
  var model: String
  var trainingFile: String
  var validationFile: String?
  var epochs: Int?
  var batchSize: Int?
  var learningRateMultiplier: Double?
  var seed: Int?
  var suffix: String?
  var metadata: [String: String]?

  /// The longest suffix: 64 characters in the newer dialect, 40 in the older one.
  private var longestSuffix: Int { dialect == .jobs ? 64 : 40 }

  /// A job to be made, with what was left out chosen.
  ///
  /// - Throws: `APIError` where the provider or the store could not do it.
  func record(_ queue: JobQueue) throws(APIError) -> JobRecord {
    try checkModel(queue)
    if let suffix, !(1...longestSuffix).contains(suffix.count) {
      throw .invalid("'suffix' must have 1 to \(longestSuffix) characters", param: "suffix")
    }
    let training = try file(trainingFile, "training_file", queue.store)
    let validation = try validationFile.map { id throws(APIError) in
      try file(id, "validation_file", queue.store)
    }
    let now = Store.now
    let record = JobRecord(
      id: Identifier.make(dialect.idPrefix),
      number: 0,
      dialect: dialect,
      baseModel: model,
      epochs: epochs ?? Self.defaultEpochs(dialect),
      batchSize: batchSize ?? Self.defaultBatchSize,
      learningRateMultiplier: learningRateMultiplier ?? Self.defaultMultiplier,
      seed: seed ?? 0,
      suffix: suffix.map { dialect == .legacy ? ModelName.label($0) : $0 }.flatMap {
        $0.isEmpty ? nil : $0
      },
      metadata: metadata,
      trainingFile: training,
      validationFile: validation,
      modelName: "",
      status: .validating,
      createdAt: now,
      updatedAt: now,
      resultFiles: []
    )
    let problems = queue.provider.unsupportedParameters(in: record.parameters)
    if let problem = problems.first {
      let name = Self.names[problem.key] ?? problem.key
      throw .invalid("'\(name)' must be \(problem.reason)", param: name)
    }
    return record
  }

  /// What the older dialect documents; the newer one leaves it open, so it is the first experiment's.
  static func defaultEpochs(_ dialect: Dialect) -> Int { dialect == .legacy ? 4 : 10 }

  /// What the first experiment has.
  static let defaultBatchSize = 8
  static let defaultMultiplier = 0.4

  /// The API's names of the provider's parameters.
  private static let names = [
    "epochs": "n_epochs", "batch-size": "batch_size",
    "learning-rate-multiplier": "learning_rate_multiplier",
  ]

  private func checkModel(_ queue: JobQueue) throws(APIError) {
    guard let models = queue.provider.models, !models.contains(where: { $0.name == model }) else {
      return
    }
    if queue.store.tunedJob(model) != nil {
      throw .invalid("a tuned model cannot be tuned again here", param: "model")
    }
    let names = models.map(\.name).joined(separator: ", ")
    throw .unknownModel(model, hint: "; models that can be tuned here: \(names)")
  }

  private func file(
    _ id: String,
    _ param: String,
    _ store: Store
  ) throws(APIError) -> FileRecord {
    let record: FileRecord
    do throws(APIError) {
      record = try store.file(id)
    } catch {
      throw .invalid("invalid \(param): \(id)", param: param)
    }
    guard record.purpose == "fine-tune" else {
      throw .invalid(
        "the file \(id) has the purpose '\(record.purpose)', and a job needs 'fine-tune'",
        param: param
      )
    }
    return record
  }
}
