import System

extension JobRecord {
  /// Reads what a request for a job has in both dialects, and chooses what it leaves out.
  ///
  /// The older dialect documents 4 epochs, and 40 characters of a suffix. Whatever is left open is as
  /// the first experiment has it. The store gives the job its number and its model's name.
  ///
  /// - Parameters:
  ///   - dialect: The form of the request.
  ///   - model: The model that is tuned.
  ///   - fields: The request's fields.
  ///   - hyperparameters: The fields that hold the hyperparameters.
  ///   - findFile: Finds an uploaded file by its id.
  /// - Throws: `APIError`.
  init(
    _ dialect: Dialect,
    model: String,
    _ fields: Fields,
    hyperparameters: Fields,
    findFile: (String) throws(APIError) -> FileRecord
  ) throws(APIError) {
    func file(_ field: String, _ id: String) throws(APIError) -> FileRecord {
      guard let record = try? findFile(id) else {
        throw .invalid("invalid \(field): \(id)", param: field)
      }
      guard record.purpose == "fine-tune" else {
        throw .invalid(
          "the file \(id) has the purpose '\(record.purpose)', and a job needs 'fine-tune'",
          param: field
        )
      }
      return record
    }
    self.dialect = dialect
    id = Identifier.make(dialect.idPrefix)
    number = 0
    baseModel = model
    epochs =
      try hyperparameters.integer("n_epochs", in: 1...100_000) ?? (dialect == .legacy ? 4 : 10)
    batchSize = try hyperparameters.integer("batch_size", in: 1...100_000) ?? 8
    learningRateMultiplier =
      try hyperparameters.number("learning_rate_multiplier", in: 0...1000) ?? 0.4
    seed = 0
    trainingFile = try file("training_file", try fields.requiredString("training_file"))
    if let id = try fields.string("validation_file") {
      validationFile = try file("validation_file", id)
    }
    if let suffix = try fields.string("suffix") {
      let longest = dialect == .legacy ? 40 : 64
      guard (1...longest).contains(suffix.count) else {
        throw .invalid("'suffix' must have 1 to \(longest) characters", param: "suffix")
      }
      let shown = dialect == .legacy ? ModelName.label(suffix) : suffix
      self.suffix = shown.isEmpty ? nil : shown
    }
    modelName = ""
    status = .validating
    createdAt = Store.now
    updatedAt = createdAt
    resultFiles = []
  }
}
