/// Fine-tuning jobs in the form of `/v1/fine-tunes`.
struct LegacyEndpoints: Sendable {
  let queue: JobQueue

  private var store: Store { queue.store }

  /// Makes a job.
  func create(_ call: Call) async throws -> Answer {
    let draft = try Self.draft(try await call.fields())
    return .json(json(try queue.add(try draft.record(queue)), withEvents: true))
  }

  /// Reads what a request asks for.
  static func draft(_ fields: Fields) throws(APIError) -> JobDraft {
    try fields.allowOnly([
      "training_file", "validation_file", "model", "n_epochs", "batch_size",
      "learning_rate_multiplier", "prompt_loss_weight", "suffix",
      "compute_classification_metrics", "classification_n_classes",
      "classification_positive_class", "classification_betas",
    ]) { name, _ in "Additional properties are not allowed ('\(name)' was unexpected)" }
    // What is not done must not look done.
    if let weight = try fields.number("prompt_loss_weight", in: 0...1), weight != 0 {
      throw .invalid(
        "'prompt_loss_weight' is 0 here: loss is on the completions alone",
        param: "prompt_loss_weight"
      )
    }
    for name in fields.names where name.hasPrefix("classification_") {
      throw .invalid("classification metrics are not computed here", param: name)
    }
    if try fields.bool("compute_classification_metrics") == true {
      throw .invalid(
        "classification metrics are not computed here",
        param: "compute_classification_metrics"
      )
    }
    return JobDraft(
      dialect: .legacy,
      model: try fields.string("model") ?? "curie",
      trainingFile: try fields.requiredString("training_file"),
      validationFile: try fields.string("validation_file"),
      epochs: try fields.integer("n_epochs", in: 1...100_000),
      batchSize: try fields.integer("batch_size", in: 1...100_000),
      learningRateMultiplier: try fields.number("learning_rate_multiplier", in: 0...1000),
      suffix: try fields.string("suffix")
    )
  }

  /// Lists all jobs, the oldest first, as there is no paging.
  func list(_ call: Call) throws -> Answer {
    let jobs = store.jobs(.legacy).reversed().map { json($0, withEvents: false) }
    return .json(["object": "list", "data": .array(jobs)])
  }

  /// Tells how a job is, with what happened in it.
  func get(_ call: Call) throws -> Answer { .json(json(try job(call), withEvents: true)) }

  /// Ends a job; one that has ended stays as it is.
  func cancel(_ call: Call) throws -> Answer {
    let job = try job(call)
    guard !job.status.isFinal || job.status == .cancelled else {
      throw APIError.invalid(
        "Cannot cancel a job \(job.id) that already has status '\(job.status.rawValue)'.",
        param: "fine_tune_id"
      )
    }
    return .json(json(try queue.cancel(job), withEvents: true))
  }

  /// Lists what happened in a job, the oldest first, or streams it.
  func events(_ call: Call) throws -> Answer {
    let job = try job(call)
    if call.queryValue("stream")?.lowercased() == "true" {
      return .events(EventFeed(job.id, .legacy, store).send)
    }
    return .json(["object": "list", "data": .array(sentences(of: job))])
  }

  private func job(_ call: Call) throws(APIError) -> JobRecord {
    try store.job(call.parameter("fine_tune_id"), .legacy)
  }

  /// The events that this dialect knows: its training curve is in the result file.
  private func sentences(of job: JobRecord) -> [JSON] {
    store.events(of: job.id).filter { $0.metrics == nil }.map(Self.json)
  }

  /// The API's form of a job.
  private func json(_ job: JobRecord, withEvents: Bool) -> JSON {
    let results = job.resultFiles.compactMap { try? store.file($0) }
    let json: JSON = [
      "object": "fine-tune", "id": .string(job.id),
      "hyperparams": [
        "n_epochs": .integer(job.epochs), "batch_size": .integer(job.batchSize),
        "prompt_loss_weight": 0,
        "learning_rate_multiplier": .number(job.learningRateMultiplier),
      ],
      "organization_id": .string(ModelName.organization), "model": .string(job.baseModel),
      "training_files": [FileEndpoints.json(job.trainingFile)],
      "validation_files": .array([job.validationFile].compactMap(\.self).map(FileEndpoints.json)),
      "result_files": .array(results.map(FileEndpoints.json)),
      "created_at": .integer(job.createdAt), "updated_at": .integer(job.updatedAt),
      "status": .string(Self.status(job.status)),
      "fine_tuned_model": .optional(job.fineTunedModel),
    ]
    return withEvents ? json.adding("events", .array(sentences(of: job))) : json
  }

  private static func status(_ status: JobRecord.Status) -> String {
    switch status {
    case .validating, .queued: "pending"
    case .running, .succeeded, .failed, .cancelled: status.rawValue
    }
  }

  /// The API's form of an event.
  static func json(_ event: JobEvent) -> JSON {
    [
      "object": "fine-tune-event", "level": .string(event.level),
      "created_at": .integer(event.createdAt), "message": .string(event.message),
    ]
  }
}
