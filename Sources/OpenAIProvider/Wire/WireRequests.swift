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

  /// A label and the mark after it, which is whole whatever is cut from the label.
  func suffix(for label: String, _ dialect: Dialect) -> String {
    let label = Self.label(label, dialect)
    return label.isEmpty ? token : "\(label)-\(token)"
  }

  /// What the dialect has room for of a label beside a mark.
  static func label(_ label: String, _ dialect: Dialect) -> String {
    let words = words(of: label, dialect)
    let short = words.prefix(dialect.longestSuffix - suffixDigits - 1)
    return short.count < words.count ? Self.words(of: String(short), dialect) : words
  }

  /// Whether a dialect has too little room for a label.
  static func isCut(_ label: String, _ dialect: Dialect) -> Bool {
    words(of: label, dialect).count > dialect.longestSuffix - suffixDigits - 1
  }

  /// A label as the service writes it into the model's name.
  ///
  /// One of the dialect `legacy` lower-cases it and makes one dash of everything else.
  private static func words(of label: String, _ dialect: Dialect) -> String {
    guard dialect == .legacy else { return label }
    let scalars = label.lowercased().unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        ? Character(scalar) : "-"
    }
    return String(scalars).split(separator: "-").joined(separator: "-")
  }
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
    body.set("suffix", mark.suffix(for: suffix ?? "", dialect))
    switch dialect {
    case .jobs:
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
      setNumbers(in: &body)
    }
    return body
  }

  private func setNumbers(in object: inout RequestObject) {
    object.set("n_epochs", parameters.epochs)
    object.set("batch_size", parameters.batchSize)
    object.set("learning_rate_multiplier", parameters.learningRateMultiplier)
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
