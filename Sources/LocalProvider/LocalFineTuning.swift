import Crypto
import Providers
import System

/// Trains models in this process.
struct LocalFineTuning: FineTuningService {
  /// The name of the model's file in a request's output folder.
  static let fileName = "model.weights"

  private let cores: Cores
  private let registry = JobRegistry()

  /// Trains on cores that others may use too.
  init(_ cores: Cores) {
    self.cores = cores
  }

  /// Keeps a request until its result is asked for; nothing is trained yet.
  ///
  /// - Throws: `ProviderError.rejected` where the request could never be trained.
  func createJob(
    _ request: FineTuneRequest,
    willSend: () throws(ProviderError) -> Void
  ) async throws(ProviderError) -> RemoteJobID {
    let parameters = request.parameters
    guard ModelSize(rawValue: parameters.model) != nil else {
      let names = ModelSize.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw .rejected("there is no model '\(parameters.model)'; the models are \(names)")
    }
    let violations = ParameterLimits.violations(in: parameters)
    guard violations.isEmpty else {
      throw .rejected(
        violations.map { "'\($0.key)' must be \($0.reason)" }.joined(separator: "; ")
      )
    }
    try willSend()
    return registry.add(request)
  }

  /// The job of a request's step, where this process was asked for it.
  func job(for request: FineTuneRequest) async throws(ProviderError) -> RemoteJobID? {
    registry.job(forStepKey: request.stepKey)
  }

  /// Always queued: a job is trained only while its result is waited for.
  func status(of job: RemoteJobID) async throws(ProviderError) -> FineTuneStatus {
    guard registry.request(of: job) != nil else { throw .unknownJob(job) }
    return .queued
  }

  /// - Throws: `ProviderError.unsupported`.
  func cancel(_ job: RemoteJobID) async throws(ProviderError) {
    throw .unsupported("a job of 'local' stops with the run that waits for it: interrupt that run")
  }

  /// Trains the job's model on threads of its own and leaves its file in the output folder.
  func result(
    of job: RemoteJobID,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> FineTunedModel {
    guard let request = registry.request(of: job),
      let size = ModelSize(rawValue: request.parameters.model)
    else { throw .unknownJob(job) }
    let training = TrainingJob(
      size: size,
      parameters: request.parameters,
      training: PairFile(file: request.trainingFile.content),
      validation: request.validationFile.map { PairFile(file: $0.content) }
    )
    try FileAccess.checkIsWritable(folder: request.outputFolder)
    return try await cores.run { flag, pool throws(ProviderError) in
      let (model, tokens) = try training.run(pool: pool, flag: flag, onEvent: onEvent)
      let path = request.outputFolder + "/" + Self.fileName
      let bytes = ModelFile.bytes(of: model)
      try FileAccess.write(bytes, to: path)
      let digest = hexadecimal(SHA256.hash(data: bytes))
      let labels = ["local", size.rawValue, request.suffix, String(digest.prefix(12))]
      return FineTunedModel(
        id: labels.compactMap(\.self).joined(separator: ":"),
        baseModel: size.rawValue,
        parameterCount: model.weights.count,
        trainedTokens: tokens,
        files: [Self.fileName]
      )
    }
  }
}
