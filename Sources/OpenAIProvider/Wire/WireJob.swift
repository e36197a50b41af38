internal import Providers

/// A fine-tuning job of either dialect, as the service tells of it.
struct WireJob: Hashable, Sendable {
  var id: String
  var status: Status

  /// What it says of its parameters.
  var told: ToldParameters

  /// The tuned model's name, once there is one.
  var fineTunedModel: String?

  var createdAt: Int?

  /// When it ended, once it has; an older service tells when it changed last.
  var finishedAt: Int?
  var trainingFile: WireFileReference?
  var validationFile: WireFileReference?
  var resultFiles: [String]
  var trainedTokens: Int?
  var metadata: [String: String]
  var suffix: String?

  /// Why it failed, in the service's words.
  var failure: String?

  enum Status: Hashable, Sendable {
    case queued, running, succeeded, failed, cancelled
  }

  /// Takes a job from an answer; nil where it has no id.
  init?(_ json: JSONValue) {
    guard let id = json["id"]?.string else { return nil }
    self.id = id
    fineTunedModel = json["fine_tuned_model"]?.string
    createdAt = json["created_at"]?.integer
    finishedAt = json["finished_at"]?.integer ?? json["updated_at"]?.integer
    trainingFile = Self.file(json["training_file"] ?? json["training_files"]?.items.first)
    validationFile = Self.file(json["validation_file"] ?? json["validation_files"]?.items.first)
    resultFiles = (json["result_files"]?.items ?? []).compactMap { $0.string ?? $0["id"]?.string }
    told = ToldParameters(json)
    trainedTokens = json["trained_tokens"]?.integer
    suffix = json["user_provided_suffix"]?.string ?? json["suffix"]?.string
    failure = json["error"]?["message"]?.string ?? json["error"]?["code"]?.string
    metadata = [:]
    if case .object(let members)? = json["metadata"] {
      metadata = members.compactMapValues(\.string)
    }
    status =
      switch json["status"]?.string?.lowercased() {
      case "succeeded", "success", "completed": .succeeded
      case "failed", "error", "failed_validation": .failed
      case "cancelled", "canceled": .cancelled
      case "running", "compressing", "uploading", "pausing", "paused", "cancel_requested",
        "cancellation_requested":
        .running
      // Before it runs: created, pending, queued, validating_files, and what services invent.
      default: .queued
      }
  }

  /// The model that is tuned.
  var model: String? {
    if case .word(let name) = told.model { name } else { nil }
  }

  var epochs: Int? {
    if case .number(let number) = told.epochs { Int(exactly: number) } else { nil }
  }

  private static func file(_ json: JSONValue?) -> WireFileReference? {
    guard let json else { return nil }
    if let id = json.string { return WireFileReference(id: id) }
    guard let file = WireFile(json) else { return nil }
    return WireFileReference(id: file.id, filename: file.filename)
  }

  /// How long it took from its creation to its end, in seconds, where the service tells both.
  var seconds: Double? {
    guard isFinal, let createdAt, let finishedAt, finishedAt >= createdAt else { return nil }
    return Double(finishedAt) - Double(createdAt)
  }

  /// Whether nothing more will happen.
  var isFinal: Bool {
    switch status {
    case .queued, .running: false
    case .succeeded, .failed, .cancelled: true
    }
  }
}

extension ToldParameters {
  /// Takes a job's parameters from an answer of either dialect.
  fileprivate init(_ json: JSONValue) {
    // Newer services repeat the numbers below the method, and some tell them only there; others tell
    // them as members of the job.
    let method = json["method"]
    let nested = method?["type"]?.string.flatMap { method?[$0]?["hyperparameters"] }
    let places = [json["hyperparameters"], nested, json["hyperparams"], json].compactMap(\.self)
    func value(_ key: String) -> Value {
      let values = places.compactMap { $0[key] }.map(Value.init)
      return values.first { if case .number = $0 { true } else { false } } ?? values.first
        ?? .unsaid
    }
    self.init(
      model: json["model"]?.string.map(Value.word) ?? .unsaid,
      epochs: value("n_epochs"),
      batchSize: value("batch_size"),
      learningRateMultiplier: value("learning_rate_multiplier"),
      seed: json["seed"].map(Value.init) ?? .unsaid
    )
  }
}

extension ToldParameters.Value {
  /// A number, also one that is written as a text, or a word in its place.
  fileprivate init(_ json: JSONValue) {
    switch json {
    case .number(let number): self = .number(number)
    case .string(let text): self = Double(text).map(Self.number) ?? .word(text)
    case .null, .boolean, .list, .object: self = .unsaid
    }
  }
}

/// A file in a job: an id in one dialect, a whole file in the other.
struct WireFileReference: Hashable, Sendable {
  var id: String
  var filename: String?
}
