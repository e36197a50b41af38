internal import Providers
internal import System

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

/// The mark of a step in its job, by which the job is found again when the answer was lost.
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
  func body(_ dialect: Dialect) -> JSON {
    let numbers: [String: JSON?] = [
      "n_epochs": .integer(parameters.epochs),
      "batch_size": .integer(parameters.batchSize),
      "learning_rate_multiplier": parameters.learningRateMultiplier.map(JSON.shortest),
    ]
    let body: [String: JSON?] = [
      "model": .string(parameters.model),
      "training_file": .string(trainingFile.id.rawValue),
      "validation_file": validationFile.map { .string($0.id.rawValue) },
      "suffix": .string(mark.suffix(for: suffix ?? "", dialect)),
    ]
    guard dialect == .jobs else { return .request(body.merging(numbers) { $1 }) }
    let method: [String: JSON] = [
      "type": "supervised", "supervised": ["hyperparameters": .request(numbers)],
    ]
    let rest: [String: JSON?] = [
      "seed": .integer(parameters.seed),
      "metadata": .object([JobMark.metadataKey: .string(stepKey)]),
      "method": .object(method),
    ]
    return .request(body.merging(rest) { $1 })
  }
}

/// The bodies of the calls that ask models.
enum CompletionBodies {
  /// The continuations of prompts.
  static func completions(_ prompts: [String], model: String, decoding: Decoding) -> JSON {
    .request([
      "model": .string(model),
      "prompt": .array(prompts.map(JSON.string)),
      "max_tokens": .integer(decoding.maximumTokens),
      "temperature": .shortest(decoding.temperature),
      "stop": stop(decoding),
    ])
  }

  /// The answer of a chat model to a prompt as the user's only message.
  static func chat(_ prompt: String, model: String, decoding: Decoding) -> JSON {
    .request([
      "model": .string(model),
      "messages": [["content": .string(prompt), "role": "user"]],
      "max_completion_tokens": .integer(decoding.maximumTokens),
      "temperature": .shortest(decoding.temperature),
      "stop": stop(decoding),
    ])
  }

  /// The log-probabilities of texts, prompts and targets in one.
  static func scores(_ texts: [String], model: String) -> JSON {
    .request([
      "model": .string(model), "prompt": .array(texts.map(JSON.string)), "max_tokens": 0,
      "temperature": 0, "logprobs": 0, "echo": true,
    ])
  }

  private static func stop(_ decoding: Decoding) -> JSON? {
    decoding.stop.isEmpty ? nil : .array(decoding.stop.map(JSON.string))
  }
}
