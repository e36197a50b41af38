import Providers
import Synchronization

/// A provider that answers as a test says and counts what it is asked for.
///
/// Its models are only names; it knows the answers of the pairs that it has seen in training files.
final class ScriptedProvider: Provider {
  struct Log: Sendable {
    var uploads: [String] = []
    var created: [FineTuneParameters] = []
    var awaited: [RemoteJobID] = []
  }

  let identity: ProviderIdentity
  let models: [ModelDescription]?
  let placement = Placement.service
  let occupation = Occupation.requests
  let trainingSection: TrainingSection

  /// When models can no longer be tuned.
  let retirements: [String: ModelRetirement] = [
    "old": ModelRetirement(date: "2024-10-28", source: "a test")
  ]
  let log = Mutex(Log())

  /// What the next creations say before a request leaves.
  let lookFailures = Mutex<[ProviderError]>([])

  /// What the next creations say after the job was created.
  let creationFailures = Mutex<[ProviderError]>([])

  /// What the next waits for a job say.
  let waitingFailures = Mutex<[ProviderError]>([])

  /// Jobs that the provider knows of, by step key.
  let jobs = Mutex<[String: RemoteJobID]>([:])

  /// The uploaded files that are gone when they are asked for.
  let deletedFiles = Mutex<Set<String>>([])

  /// How jobs stand where they are asked about; nil says that they have succeeded.
  let standing = Mutex<FineTuneStatus?>(nil)

  /// Answers that are kept back from each question about several items.
  let keptBack = Mutex(0)

  /// A part of the models' names.
  let label = Mutex("ft")

  /// The log-probability of every target under the tuned model.
  let likelihood = Mutex(-2.0)

  /// What work costs.
  let price = Mutex(Pricing.unknown)

  /// What the service says it has counted for each request.
  let usage = Mutex<TokenUsage?>(nil)

  /// The tokens that jobs say they have trained on.
  let trainedTokens = Mutex<Int?>(nil)

  /// What the user says before a document.
  let documentPrompt = Mutex<String?>(nil)

  /// What stays of every model's weights.
  let keptWeights: KeptWeights

  /// How the answer to a prompt is made from the number of the prompt.
  let answer: @Sendable (Int, String) -> String

  init(
    name: String = "scripted",
    account: String = "test",
    models: [String]? = ["small", "large"],
    trainingSection: TrainingSection = .standard,
    keptWeights: KeptWeights = .all,
    answer: @escaping @Sendable (Int, String) -> String = { _, _ in " nothing" }
  ) {
    identity = ProviderIdentity(name: name, account: account, revision: 1)
    self.models = models?.map { ModelDescription(name: $0, summary: "") }
    self.trainingSection = trainingSection
    self.keptWeights = keptWeights
    self.answer = answer
  }

  var files: any FileService { self }
  var fineTuning: any FineTuningService { self }
  var completions: any CompletionService { self }

  func pricing(of model: String) -> Pricing { price.withLock { $0 } }

  func completions(
    telling onAnswer: @escaping @Sendable (ModelReference, TokenUsage?) -> Void
  ) -> any CompletionService {
    ToldCompletions(completions: self, onAnswer: onAnswer, usage: usage.withLock { $0 })
  }

  /// Models whose names begin so take conversations.
  func dataLayout(ofModel name: String) -> DataLayout {
    name.hasPrefix("chat") ? .chat(documentPrompt: documentPrompt.withLock { $0 }) : .completion
  }

  func keptWeights(of parameters: FineTuneParameters) -> KeptWeights { keptWeights }

  func retirement(of model: String) -> ModelRetirement? { retirements[model] }

  func unsupportedParameters(in parameters: FineTuneParameters) -> [UnsupportedParameter] {
    parameters.batchSize == 3 ? [.init(key: "batch-size", reason: "3 is unlucky")] : []
  }
}

extension ScriptedProvider: FileService {
  func upload(_ file: DataFile) async throws(ProviderError) -> RemoteFileID {
    log.withLock { $0.uploads.append(file.name) }
    return RemoteFileID(rawValue: "file-\(file.digest.prefix(8))")
  }

  func has(_ file: RemoteFileID) async throws(ProviderError) -> Bool {
    !deletedFiles.withLock { $0.remove(file.rawValue) != nil }
  }
}

extension ScriptedProvider: FineTuningService {
  func createJob(
    _ request: FineTuneRequest,
    willSend: () throws(ProviderError) -> Void
  ) async throws(ProviderError) -> RemoteJobID {
    try Self.fail(lookFailures)
    try willSend()
    let id = RemoteJobID(rawValue: "job-\(request.stepKey.prefix(8))")
    log.withLock { $0.created.append(request.parameters) }
    jobs.withLock { $0[request.stepKey] = id }
    // The request arrived, and the answer may still be lost.
    try Self.fail(creationFailures)
    return id
  }

  func job(for request: FineTuneRequest) async throws(ProviderError) -> RemoteJobID? {
    jobs.withLock { $0[request.stepKey] }
  }

  func status(of job: RemoteJobID) async throws(ProviderError) -> FineTuneStatus {
    guard jobs.withLock({ $0.values.contains(job) }) else { throw .unknownJob(job) }
    if let standing = standing.withLock({ $0 }) { return standing }
    return .succeeded(model: "\(label.withLock { $0 }):\(job.rawValue)")
  }

  func cancel(_ job: RemoteJobID) async throws(ProviderError) {
    jobs.withLock { jobs in jobs = jobs.filter { $0.value != job } }
  }

  func result(
    of job: RemoteJobID,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> FineTunedModel {
    log.withLock { $0.awaited.append(job) }
    onEvent(.metric(FineTuneMetric(step: 1, epoch: 1, trainingLoss: 2.5, tokens: 10)))
    try Self.fail(waitingFailures)
    while let standing = standing.withLock({ $0 }), !standing.isFinal {
      guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { throw .cancelled }
    }
    guard jobs.withLock({ $0.values.contains(job) }) else { throw .unknownJob(job) }
    return FineTunedModel(
      id: "\(label.withLock { $0 }):\(job.rawValue)",
      baseModel: "small",
      parameterCount: 1234,
      trainedTokens: trainedTokens.withLock { $0 }
    )
  }

  func model(
    named name: String,
    of job: RemoteJobID,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> FineTunedModel {
    FineTunedModel(id: name, baseModel: "small")
  }

  private static func fail(
    _ failures: borrowing Mutex<[ProviderError]>
  ) throws(ProviderError) {
    let failure = failures.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    if let failure { throw failure }
  }
}

extension ScriptedProvider: CompletionService {
  func completions(
    of prompts: [String],
    by model: ModelReference,
    decoding: Decoding
  ) async throws(ProviderError) -> [Completion] {
    prompts.enumerated().dropLast(keptBack.withLock { $0 }).map {
      Completion(text: answer($0.offset, $0.element), finishReason: .stop)
    }
  }

  func scores(
    of items: [PromptAndTarget],
    by model: ModelReference
  ) async throws(ProviderError) -> [TargetScore] {
    let tuned = likelihood.withLock { $0 }
    return items.map { _ in
      TargetScore(logProbability: model.stage == .base ? -8 : tuned, tokenCount: 3)
    }
  }
}

/// Tells of each answer what the service has counted.
private struct ToldCompletions: CompletionService {
  let completions: any CompletionService
  let onAnswer: @Sendable (ModelReference, TokenUsage?) -> Void
  let usage: TokenUsage?

  func completions(
    of prompts: [String],
    by model: ModelReference,
    decoding: Decoding
  ) async throws(ProviderError) -> [Completion] {
    onAnswer(model, usage)
    return try await completions.completions(of: prompts, by: model, decoding: decoding)
  }

  func scores(
    of items: [PromptAndTarget],
    by model: ModelReference
  ) async throws(ProviderError) -> [TargetScore] {
    onAnswer(model, usage)
    return try await completions.scores(of: items, by: model)
  }
}
