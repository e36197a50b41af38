import Providers
import System

/// Fine-tuning jobs in the form of `/v1/fine_tuning/jobs`.
struct JobEndpoints: Sendable {
  let queue: JobQueue

  private var store: Store { queue.store }

  /// Makes a job.
  func create(_ request: Request) async throws -> Answer {
    let job = try Self.job(try await request.fields(), findFile: store.file)
    return .json(Self.json(try queue.add(job)))
  }

  /// Reads the job that a request asks for.
  static func job(
    _ fields: Fields,
    findFile: (String) throws(APIError) -> FileRecord
  ) throws(APIError) -> JobRecord {
    let names: Set = [
      "model", "training_file", "validation_file", "hyperparameters", "method", "suffix", "seed",
      "metadata",
    ]
    try fields.allowOnly(names, refusing: [("integrations", [[]])]) {
      "invalid \($0): \($1), extra inputs are not permitted"
    }
    var job = try JobRecord(
      .jobs,
      model: try fields.requiredString("model"),
      fields,
      hyperparameters: try hyperparameters(fields),
      findFile: findFile
    )
    job.seed = try fields.integer("seed", in: 0...2_147_483_647) ?? 0
    job.metadata = try metadata(fields)
    return job
  }

  /// The hyperparameters that are not left to the server; they stand in one of two places.
  private static func hyperparameters(_ fields: Fields) throws(APIError) -> Fields {
    let method = try fields.object("method") ?? Fields()
    try method.allowOnly(["type", "supervised"]) { "invalid method.\($0): \($1), not offered here" }
    let type = try method.string("type") ?? "supervised"
    guard type == "supervised" else {
      throw .invalid("the method '\(type)' is not offered; there is 'supervised'", param: "method")
    }
    let supervised = try method.object("supervised") ?? Fields()
    try supervised.allowOnly(["hyperparameters"]) {
      "invalid method.supervised.\($0): \($1), extra inputs are not permitted"
    }
    let outside = try fields.object("hyperparameters") ?? Fields()
    let inside = try supervised.object("hyperparameters") ?? Fields()
    guard outside.names.isEmpty || inside.names.isEmpty else {
      throw .invalid(
        "'hyperparameters' and 'method.supervised.hyperparameters' exclude each other",
        param: "method"
      )
    }
    let found = inside.names.isEmpty ? outside : inside
    try found.allowOnly(["n_epochs", "batch_size", "learning_rate_multiplier"]) {
      "invalid \($0): \($1), extra inputs are not permitted"
    }
    return found.without("auto")
  }

  private static func metadata(_ fields: Fields) throws(APIError) -> [String: String]? {
    guard let object = try fields.object("metadata") else { return nil }
    guard object.names.count <= 16 else {
      throw .invalid("'metadata' has more than 16 pairs", param: "metadata")
    }
    var pairs: [String: String] = [:]
    for name in object.names {
      guard let text = object[name]?.text, name.count <= 64, text.count <= 512 else {
        throw .invalid(
          "'metadata' maps names of up to 64 characters to strings of up to 512",
          param: "metadata"
        )
      }
      pairs[name] = text
    }
    return pairs
  }

  /// Lists jobs, the newest first.
  func list(_ request: Request) throws -> Answer {
    var jobs = store.jobs(.jobs)
    for (name, value) in request.query {
      if name == "metadata", value == "null" {
        jobs = jobs.filter { $0.metadata?.isEmpty ?? true }
      } else if name.hasPrefix("metadata["), name.hasSuffix("]") {
        let key = String(name.dropFirst("metadata[".count).dropLast())
        jobs = jobs.filter { $0.metadata?[key] == value }
      }
    }
    return try request.page(of: jobs, usual: 20, most: 100, id: \.id, form: Self.json)
  }

  /// Tells how a job is.
  func get(_ request: Request) throws -> Answer { .json(Self.json(try job(request))) }

  /// Ends a job.
  func cancel(_ request: Request) throws -> Answer {
    let job = try job(request)
    guard !job.status.isFinal else {
      throw APIError.invalid("Job has already completed: \(job.id)", param: "fine_tune_id")
    }
    return .json(Self.json(try queue.cancel(job)))
  }

  /// Lists what happened in a job, the newest first, or streams it from the beginning.
  func events(_ request: Request) throws -> Answer {
    let job = try job(request)
    if request.queryValue("stream") == "true" {
      return .events(EventStream(job: job.id, dialect: .jobs, store: store).send)
    }
    let events = Array(store.events(of: job.id).reversed())
    return try request.page(of: events, usual: 20, most: 100, id: \.id, form: Self.json)
  }

  /// Lists the states of a model that can be asked besides its last: the one before training.
  func checkpoints(_ request: Request) throws -> Answer {
    let job = try job(request)
    let jobs = job.model?.isDeleted == false ? [job] : []
    return try request.page(
      of: jobs,
      usual: 10,
      most: 100,
      tellsEnds: true,
      id: Self.checkpointID,
      form: Self.checkpoint
    )
  }

  private func job(_ request: Request) throws(APIError) -> JobRecord {
    try store.job(request.parameter("job_id"), .jobs)
  }

  private static func checkpointID(_ job: JobRecord) -> String {
    "ftckpt_" + job.id.dropFirst(Dialect.jobs.idPrefix.count)
  }

  /// The model as it was before its first training step.
  private static func checkpoint(_ job: JobRecord) -> JSON {
    [
      "object": "fine_tuning.job.checkpoint", "id": .string(checkpointID(job)),
      "created_at": .integer(job.finishedAt ?? job.createdAt),
      "fine_tuned_model_checkpoint": .string(job.untunedName),
      "fine_tuning_job_id": .string(job.id),
      "step_number": 0,
      "metrics": ["step": 0],
    ]
  }

  /// The API's form of a job.
  static func json(_ job: JobRecord) -> JSON {
    let hyperparameters: JSON = [
      "n_epochs": .integer(job.epochs), "batch_size": .integer(job.batchSize),
      "learning_rate_multiplier": .number(job.learningRateMultiplier),
    ]
    let failure = job.failure.map { failure -> JSON in
      [
        "code": .string(failure.code), "message": .string(failure.message),
        "param": .optional(failure.param),
      ]
    }
    return [
      "object": "fine_tuning.job", "id": .string(job.id), "model": .string(job.baseModel),
      "created_at": .integer(job.createdAt), "finished_at": .optional(job.finishedAt),
      "fine_tuned_model": .optional(job.fineTunedModel),
      "organization_id": .string(ModelName.organization),
      "result_files": .strings(job.resultFiles),
      "status": .string(status(job.status)),
      "validation_file": .optional(job.validationFile?.id),
      "training_file": .string(job.trainingFile.id),
      "hyperparameters": hyperparameters,
      "trained_tokens": .optional(job.model?.trainedTokens),
      "error": failure ?? .null,
      "seed": .integer(job.seed),
      "estimated_finish": .null,
      "integrations": [],
      "method": ["type": "supervised", "supervised": ["hyperparameters": hyperparameters]],
      "user_provided_suffix": .optional(job.suffix),
      "metadata": job.metadata.map { .object($0.mapValues(JSON.string)) } ?? .null,
    ]
  }

  private static func status(_ status: JobRecord.Status) -> String {
    status == .validating ? "validating_files" : status.rawValue
  }

  /// The API's form of an event.
  static func json(_ event: JobEvent) -> JSON {
    let data = event.metrics.map { metrics -> JSON in
      var data: JSON = [
        "step": .integer(metrics.step), "total_steps": .integer(metrics.totalSteps),
        "train_loss": .number(metrics.trainingLoss),
      ]
      if let loss = metrics.validationLoss {
        data = data.adding("full_valid_loss", .number(loss))
      }
      return data
    }
    return [
      "object": "fine_tuning.job.event", "id": .string(event.id),
      "created_at": .integer(event.createdAt), "level": .string(event.level),
      "message": .string(event.message),
      "type": event.metrics == nil ? "message" : "metrics",
      "data": data ?? [:],
    ]
  }
}
