import Providers

/// Fine-tuning jobs in the form of `/v1/fine_tuning/jobs`.
struct JobEndpoints: Sendable {
  let queue: JobQueue

  private var store: Store { queue.store }

  /// Makes a job.
  func create(_ call: Call) async throws -> Answer {
    let draft = try Self.draft(try await call.fields())
    return .json(Self.json(try queue.add(try draft.record(queue))))
  }

  /// Reads what a request asks for.
  static func draft(_ fields: Fields) throws(APIError) -> JobDraft {
    try fields.allowOnly([
      "model", "training_file", "validation_file", "hyperparameters", "method", "suffix", "seed",
      "metadata", "integrations",
    ]) { "invalid \($0): \($1), extra inputs are not permitted" }
    if let integrations = fields["integrations"], integrations != [] {
      throw .invalid("there are no integrations here", param: "integrations")
    }
    let hyperparameters = try hyperparameters(fields)
    return JobDraft(
      dialect: .jobs,
      model: try fields.requiredString("model"),
      trainingFile: try fields.requiredString("training_file"),
      validationFile: try fields.string("validation_file"),
      epochs: try hyperparameters?.choice("n_epochs") { fields, name throws(APIError) in
        try fields.integer(name, in: 1...100_000)
      },
      batchSize: try hyperparameters?.choice("batch_size") { fields, name throws(APIError) in
        try fields.integer(name, in: 1...100_000)
      },
      learningRateMultiplier: try hyperparameters?.choice("learning_rate_multiplier") {
        fields,
        name throws(APIError) in try fields.number(name, in: 0...1000)
      },
      seed: try fields.integer("seed", in: 0...2_147_483_647),
      suffix: try fields.string("suffix"),
      metadata: try metadata(fields)
    )
  }

  /// The hyperparameters, which stand in one of two places.
  private static func hyperparameters(_ fields: Fields) throws(APIError) -> Fields? {
    let names: Set = ["n_epochs", "batch_size", "learning_rate_multiplier"]
    var found = try fields.object("hyperparameters")
    if let method = try fields.object("method") {
      try method.allowOnly(["type", "supervised"]) {
        "invalid method.\($0): \($1), not offered here"
      }
      let type = try method.string("type") ?? "supervised"
      guard type == "supervised" else {
        throw .invalid(
          "the method '\(type)' is not offered; there is 'supervised'",
          param: "method"
        )
      }
      let supervised = try method.object("supervised")
      try supervised?.allowOnly(["hyperparameters"]) {
        "invalid method.supervised.\($0): \($1), extra inputs are not permitted"
      }
      let inMethod = try supervised?.object("hyperparameters")
      if let inMethod, !inMethod.names.isEmpty {
        guard found?.names.isEmpty ?? true else {
          throw .invalid(
            "'hyperparameters' and 'method.supervised.hyperparameters' exclude each other",
            param: "method"
          )
        }
        found = inMethod
      }
    }
    try found?.allowOnly(names) { "invalid \($0): \($1), extra inputs are not permitted" }
    return found
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
  func list(_ call: Call) throws -> Answer {
    var jobs = store.jobs(.jobs)
    for (name, value) in call.query {
      if name == "metadata", value == "null" {
        jobs = jobs.filter { $0.metadata?.isEmpty ?? true }
      } else if name.hasPrefix("metadata["), name.hasSuffix("]") {
        let key = String(name.dropFirst("metadata[".count).dropLast())
        jobs = jobs.filter { $0.metadata?[key] == value }
      }
    }
    let limit = try call.limit(defaultsTo: 20, atMost: 100)
    let page = try Page(jobs, after: call.queryValue("after"), limit: limit, id: \.id)
    return .json(page.json(Self.json))
  }

  /// Tells how a job is.
  func get(_ call: Call) throws -> Answer { .json(Self.json(try job(call))) }

  /// Ends a job.
  func cancel(_ call: Call) throws -> Answer {
    let job = try job(call)
    guard !job.status.isFinal else {
      throw APIError.invalid("Job has already completed: \(job.id)", param: "fine_tune_id")
    }
    return .json(Self.json(try queue.cancel(job)))
  }

  /// Lists what happened in a job, the newest first, or streams it from the beginning.
  func events(_ call: Call) throws -> Answer {
    let job = try job(call)
    if call.queryValue("stream") == "true" {
      return .events(EventFeed(job.id, .jobs, store).send)
    }
    let limit = try call.limit(defaultsTo: 20, atMost: 100)
    let events = Array(store.events(of: job.id).reversed())
    let page = try Page(events, after: call.queryValue("after"), limit: limit, id: \.id)
    return .json(page.json(Self.json))
  }

  /// Lists the states of a model that can be asked besides its last: the one before training.
  func checkpoints(_ call: Call) throws -> Answer {
    let job = try job(call)
    let limit = try call.limit(defaultsTo: 10, atMost: 100)
    let all: [JSON] = job.model.map { $0.isDeleted ? [] : [Self.checkpoint(of: job)] } ?? []
    let page = try Page(all, after: call.queryValue("after"), limit: limit) {
      $0["id"]?.text ?? ""
    }
    return .json(page.json(withEnds: true) { $0 })
  }

  private func job(_ call: Call) throws(APIError) -> JobRecord {
    try store.job(call.parameter("job_id"), .jobs)
  }

  /// The model as it was before its first training step.
  private static func checkpoint(of job: JobRecord) -> JSON {
    [
      "object": "fine_tuning.job.checkpoint",
      "id": .string("ftckpt_" + job.id.dropFirst(Dialect.jobs.idPrefix.count)),
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
      "metadata": job.metadata.map { pairs in
        .object(
          pairs.sorted { $0.key < $1.key }.map {
            JSON.Member(name: $0.key, value: .string($0.value))
          }
        )
      } ?? .null,
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

extension Fields {
  /// A value that may be left to the provider: nil for `auto` and for nothing.
  fileprivate func choice<Value>(
    _ name: String,
    _ read: (Fields, String) throws(APIError) -> Value?
  ) throws(APIError) -> Value? {
    isAuto(name) ? nil : try read(self, name)
  }
}
