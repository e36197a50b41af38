import System

/// Fine-tuning jobs in the form of `/v1/fine-tunes`.
struct LegacyJobEndpoints: Sendable {
  let queue: JobQueue

  /// The fields that are not offered, with the values that are the same as none: loss is on the
  /// completions alone, and no classification metrics are computed.
  private static let refused: [(name: String, neutral: [JSON])] = [
    ("prompt_loss_weight", [0]), ("compute_classification_metrics", [false]),
    ("classification_n_classes", []), ("classification_positive_class", []),
    ("classification_betas", []),
  ]

  private var store: Store { queue.store }

  /// Makes a job.
  func create(_ request: Request) async throws -> Answer {
    let job = try Self.job(try await request.fields(), findFile: store.file)
    return .json(json(try queue.add(job), withEvents: true))
  }

  /// Reads the job that a request asks for.
  static func job(
    _ fields: Fields,
    findFile: (String) throws(APIError) -> FileRecord
  ) throws(APIError) -> JobRecord {
    let names: Set = [
      "training_file", "validation_file", "model", "n_epochs", "batch_size",
      "learning_rate_multiplier", "suffix",
    ]
    try fields.allowOnly(names, refusing: refused) { name, _ in
      "Additional properties are not allowed ('\(name)' was unexpected)"
    }
    return try JobRecord(
      .legacy,
      model: try fields.string("model") ?? "curie",
      fields,
      hyperparameters: fields,
      findFile: findFile
    )
  }

  /// Lists all jobs, the oldest first, as there is no paging.
  func list(_ request: Request) throws -> Answer {
    let jobs = store.jobs(.legacy).reversed().map { json($0, withEvents: false) }
    return .json(["object": "list", "data": .array(jobs)])
  }

  /// Tells how a job is, with what happened in it.
  func get(_ request: Request) throws -> Answer { .json(json(try job(request), withEvents: true)) }

  /// Ends a job; one that has ended stays as it is.
  func cancel(_ request: Request) throws -> Answer {
    let job = try job(request)
    guard !job.status.isFinal || job.status == .cancelled else {
      throw APIError.invalid(
        "Cannot cancel a job \(job.id) that already has status '\(job.status.rawValue)'.",
        param: "fine_tune_id"
      )
    }
    return .json(json(try queue.cancel(job), withEvents: true))
  }

  /// Lists what happened in a job, the oldest first, or streams it.
  func events(_ request: Request) throws -> Answer {
    let job = try job(request)
    if request.queryValue("stream")?.lowercased() == "true" {
      return .events(EventStream(job: job.id, dialect: .legacy, store: store).send)
    }
    return .json(["object": "list", "data": .array(sentences(of: job))])
  }

  private func job(_ request: Request) throws(APIError) -> JobRecord {
    try store.job(request.parameter("fine_tune_id"), .legacy)
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
