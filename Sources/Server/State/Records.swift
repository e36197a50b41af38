/// An uploaded file, or one that a job made.
struct FileRecord: Codable, Hashable, Sendable {
  /// The id that clients know: `file-` and 24 letters and digits.
  var id: String

  /// The order in which the server made its files and jobs.
  var number: Int

  /// The last part of the name that the client gave; it is shown and never used as a path.
  var filename: String
  var purpose: String
  var byteCount: Int

  /// SHA-256 of the content in lower-case hexadecimal digits.
  var digest: String

  /// Seconds since 1970.
  var createdAt: Int
}

/// A fine-tuning job.
struct JobRecord: Codable, Hashable, Sendable {
  /// How far a job is.
  enum Status: String, Codable, Hashable, Sendable {
    case validating, queued, running, succeeded, failed, cancelled

    /// Whether nothing more happens.
    var isFinal: Bool {
      switch self {
      case .validating, .queued, .running: false
      case .succeeded, .failed, .cancelled: true
      }
    }
  }

  /// Why a job has no model.
  struct Failure: Codable, Hashable, Sendable {
    var code: String
    var message: String
    var param: String?
  }

  /// The model that a job made.
  struct Model: Codable, Hashable, Sendable {
    /// SHA-256 and size of the model's file.
    var digest: String
    var byteCount: Int
    var trainedTokens: Int?

    /// Whether a client deleted it.
    var isDeleted: Bool
  }

  /// The id that clients know: the dialect's prefix and 24 letters and digits.
  var id: String

  /// The order in which the server made its files and jobs.
  var number: Int
  var dialect: Dialect

  /// The model that is tuned.
  var baseModel: String
  var epochs: Int
  var batchSize: Int
  var learningRateMultiplier: Double
  var seed: Int
  var suffix: String?
  var metadata: [String: String]?
  var trainingFile: FileRecord
  var validationFile: FileRecord?

  /// The tuned model's name, decided when the job is made and told when it has succeeded.
  var modelName: String
  var status: Status
  var createdAt: Int
  var updatedAt: Int
  var finishedAt: Int?
  var failure: Failure?
  var model: Model?
  var resultFiles: [String]

  /// The tuned model's name, once there is one; it stays when the model is deleted.
  var fineTunedModel: String? { model == nil ? nil : modelName }

  /// The name by which the model can be asked as it was before its first training step.
  var untunedName: String { ModelName.untuned(modelName) }
}

/// Something that happened in a job.
struct JobEvent: Codable, Hashable, Sendable {
  /// A point of the training curve.
  struct Metrics: Codable, Hashable, Sendable {
    var step: Int
    var totalSteps: Int
    var epoch: Int
    var trainingLoss: Double
    var validationLoss: Double?

    /// Training tokens seen so far, completion tokens only, where the provider tells.
    var tokens: Int?
  }

  var id: String
  var createdAt: Int
  var level: String
  var message: String

  /// The point of the training curve that the event tells; the older dialect has no such events.
  var metrics: Metrics?
}
