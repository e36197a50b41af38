internal import Providers

/// The two forms of the fine-tuning calls.
package enum Dialect: String, CaseIterable, Sendable {
  /// `/fine_tuning/jobs`, since August 2023.
  case jobs

  /// `/fine-tunes`, of 2021 to 2023; some servers still speak it.
  case legacy

  /// The path of the jobs below the base URL.
  var path: String {
    switch self {
    case .jobs: "/fine_tuning/jobs"
    case .legacy: "/fine-tunes"
    }
  }

  /// The longest suffix that the dialect takes, in characters.
  var longestSuffix: Int {
    switch self {
    case .jobs: 64
    case .legacy: 40
    }
  }
}

/// What marks a job as a step's own, so that it is found again when its answer was lost.
struct JobMark: Hashable, Sendable {
  /// The key of a job's metadata that holds the step's key.
  static let metadataKey = "manifest_run_step"

  /// The digits of the step's key that fit into a suffix.
  static let suffixDigits = 16

  let stepKey: String

  /// The part of the step's key in a suffix.
  var token: String { String(stepKey.prefix(Self.suffixDigits)) }
}

extension FineTuneRequest {
  /// What marks the request's job.
  var mark: JobMark { JobMark(stepKey: stepKey) }

  /// The body of the call that creates the job.
  func body(_ dialect: Dialect) -> RequestObject {
    var body = RequestObject()
    body.set("model", parameters.model)
    body.set("training_file", trainingFile.id.rawValue)
    body.set("validation_file", validationFile?.id.rawValue)
    switch dialect {
    case .jobs:
      body.set("suffix", suffix.map { String($0.prefix(dialect.longestSuffix)) })
      body.set("seed", parameters.seed)
      var metadata = RequestObject()
      metadata.set(JobMark.metadataKey, stepKey)
      body.set("metadata", metadata)
      var numbers = RequestObject()
      setNumbers(in: &numbers)
      var supervised = RequestObject()
      supervised.set("hyperparameters", numbers)
      var method = RequestObject()
      method.set("type", "supervised")
      method.set("supervised", supervised)
      body.set("method", method)
    case .legacy:
      body.set("suffix", legacySuffix)
      setNumbers(in: &body)
    }
    return body
  }

  private func setNumbers(in object: inout RequestObject) {
    object.set("n_epochs", parameters.epochs)
    object.set("batch_size", parameters.batchSize)
    object.set("learning_rate_multiplier", parameters.learningRateMultiplier)
  }

  /// The label and the mark, as the service writes them into the model's name.
  var legacySuffix: String {
    // The service lower-cases a suffix and makes one dash of everything else.
    let room = Dialect.legacy.longestSuffix - JobMark.suffixDigits - 1
    let label = (suffix ?? "").lowercased().unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        ? Character(scalar) : "-"
    }
    let words = String(label).split(separator: "-").joined(separator: "-")
    let short = String(words.prefix(room)).split(separator: "-").joined(separator: "-")
    return short.isEmpty ? mark.token : "\(short)-\(mark.token)"
  }
}

/// The bodies of the calls that ask models.
enum QuestionBodies {
  /// The continuations of prompts.
  static func completions(
    _ prompts: [String],
    model: String,
    decoding: Decoding
  ) -> RequestObject {
    var body = RequestObject()
    body.set("model", model)
    body.set("prompt", prompts)
    body.set("max_tokens", decoding.maximumTokens)
    body.set("temperature", decoding.temperature)
    body.set("stop", decoding.stop.isEmpty ? nil : decoding.stop)
    return body
  }

  /// The answer of a chat model to a prompt as the user's only message.
  static func chat(_ prompt: String, model: String, decoding: Decoding) -> RequestObject {
    var message = RequestObject()
    message.set("role", "user")
    message.set("content", prompt)
    var body = RequestObject()
    body.set("model", model)
    body.set("messages", [message])
    body.set("max_completion_tokens", decoding.maximumTokens)
    body.set("temperature", decoding.temperature)
    body.set("stop", decoding.stop.isEmpty ? nil : decoding.stop)
    return body
  }

  /// The log-probabilities of texts, prompts and targets in one.
  static func scores(_ texts: [String], model: String) -> RequestObject {
    var body = RequestObject()
    body.set("model", model)
    body.set("prompt", texts)
    body.set("max_tokens", 0)
    body.set("temperature", 0)
    body.set("logprobs", 0)
    body.set("echo", true)
    return body
  }
}
