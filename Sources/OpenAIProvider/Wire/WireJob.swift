internal import Providers
internal import System

/// A fine-tuning job of either dialect, as the service tells of it.
struct WireJob: Hashable, Sendable {
  var id: String
  var status: Status

  /// What it says of its parameters.
  var reported: ReportedParameters

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

    /// A word of the service's that nothing here is known of; empty where it says none.
    case other(String)
  }

  /// Takes a job from an answer; nil where it has no id.
  init?(_ json: JSON) {
    guard let id = json["id"]?.string else { return nil }
    self.id = id
    createdAt = json["created_at"]?.instant
    finishedAt = json["finished_at"]?.instant ?? json["updated_at"]?.instant
    trainingFile = Self.file(json["training_file"] ?? json["training_files"]?.items.first)
    validationFile = Self.file(json["validation_file"] ?? json["validation_files"]?.items.first)
    resultFiles = (json["result_files"]?.items ?? []).compactMap { $0.string ?? $0["id"]?.string }
    reported = ReportedParameters(json)
    trainedTokens = json["trained_tokens"]?.number.map { Int(clamping: $0) }
    suffix = json["user_provided_suffix"]?.string ?? json["suffix"]?.string
    failure = json["error"]?["message"]?.string ?? json["error"]?["code"]?.string
    metadata = [:]
    if case .object(let members)? = json["metadata"] {
      for member in members { metadata[member.name] = member.value.string }
    }
    status = Status(json["status"]?.string ?? json["state"]?.string ?? "")
    fineTunedModel = Self.tunedModel(json, status)
  }

  /// The model that is tuned.
  var model: String? {
    if case .word(let name) = reported.model { name } else { nil }
  }

  var epochs: Int? {
    if case .number(let number) = reported.epochs { Int(exactly: number) } else { nil }
  }

  private static func file(_ json: JSON?) -> WireFileReference? {
    guard let json else { return nil }
    if let id = json.string { return WireFileReference(id: id) }
    guard let file = WireFile(json) else { return nil }
    return WireFileReference(id: file.id, filename: file.filename)
  }

  /// The longest time that a job is believed to have taken, in seconds.
  private static let longest = 366 * 86_400

  /// How long it took from its creation to its end, in seconds, where the service tells both.
  var seconds: Double? {
    guard isFinal, let createdAt, let finishedAt,
      (0...Self.longest).contains(finishedAt - createdAt)
    else { return nil }
    return Double(finishedAt - createdAt)
  }

  /// Whether nothing more will happen.
  var isFinal: Bool {
    switch status {
    case .queued, .running, .other: false
    case .succeeded, .failed, .cancelled: true
    }
  }
}

extension ReportedParameters {
  /// Takes a job's parameters from an answer of either dialect.
  fileprivate init(_ json: JSON) {
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

extension ReportedParameters.Value {
  /// A number, also one that is written as a text, or a word in its place.
  fileprivate init(_ json: JSON) {
    if let number = json.number {
      self = .number(number)
    } else if case .string(let text) = json {
      self = Double(text).map(Self.number) ?? .word(text)
    } else {
      self = .unsaid
    }
  }
}

extension WireJob {
  /// What services call the field that names the tuned model, the API's own name first.
  private static let modelFields = [
    "fine_tuned_model", "finetuned_model", "fine_tuned_model_id", "fine_tuned_model_name",
    "model_output_name", "output_model", "output_model_name", "output_name", "outputModel",
    "result_model", "tuned_model", "tunedModel",
  ]

  /// The name of a job's model, under whichever name the service gives it.
  ///
  /// Services that use other names choose the model's before there is one, so that these count only
  /// where the job has ended well. The name of the model that was tuned names nothing new.
  private static func tunedModel(_ json: JSON, _ status: Status) -> String? {
    let fields = status == .succeeded ? modelFields : [modelFields[0]]
    let names = fields.lazy.compactMap { field in
      json[field].flatMap { $0.string ?? $0["id"]?.string ?? $0["name"]?.string }
    }
    let base = json["model"]?.string
    return names.first { $0 != base }
  }
}

extension WireJob.Status {
  /// Reads the word of a service.
  ///
  /// Only what is known to be an end is one: a job that is given up while it goes on is paid twice.
  /// A paused job is none of these, since somebody has to let it go on.
  init(_ text: String) {
    var word = text.lowercased()
    for prefix in ["job_state_", "state_", "status_"] where word.hasPrefix(prefix) {
      word.removeFirst(prefix.count)
      break
    }
    self =
      switch word {
      case "succeeded", "success", "successful", "completed", "complete", "finished", "done":
        .succeeded
      case "failed", "failure", "error", "errored", "user_error", "system_error", "internal_error",
        "failed_validation", "validation_failed", "invalid", "rejected", "expired", "timeout",
        "timed_out":
        .failed
      case "cancelled", "canceled", "stopped", "aborted", "terminated", "killed": .cancelled
      case "running", "in_progress", "started", "training", "processing", "evaluating",
        "compressing", "uploading", "deploying", "pausing", "resuming", "cancel_requested",
        "cancellation_requested", "cancelling", "canceling", "stopping":
        .running
      case "created", "creating", "pending", "queued", "waiting", "scheduled", "submitted",
        "accepted", "initializing", "preparing", "starting", "validating", "validating_files",
        "validated", "not_started":
        .queued
      default: .other(text)
      }
  }
}

/// A file in a job: an id in one dialect, a whole file in the other.
struct WireFileReference: Hashable, Sendable {
  var id: String
  var filename: String?
}
