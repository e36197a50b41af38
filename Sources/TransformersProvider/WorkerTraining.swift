import Providers
import Synchronization
import System

/// The jobs that this process was asked for; each trains while its result is waited for.
final class Jobs: Sendable {
  private let requests = Mutex<[RemoteJobID: FineTuneRequest]>([:])

  /// Keeps a request under an id made of its step's key, which is that of the same work alone.
  func add(_ request: FineTuneRequest) -> RemoteJobID {
    let id = Self.id(request)
    requests.withLock { $0[id] = request }
    return id
  }

  func request(of job: RemoteJobID) -> FineTuneRequest? { requests.withLock { $0[job] } }

  func job(for request: FineTuneRequest) -> RemoteJobID? {
    let id = Self.id(request)
    return self.request(of: id) == nil ? nil : id
  }

  private static func id(_ request: FineTuneRequest) -> RemoteJobID {
    RemoteJobID(rawValue: "transformers-job-\(request.stepKey.prefix(24))")
  }
}

/// Has models tuned by a worker.
struct WorkerTraining: FineTuningService {
  let workers: WorkerPool
  let jobs: Jobs

  /// Keeps a request until its result is asked for; nothing is trained yet.
  func createJob(
    _ request: FineTuneRequest,
    willSend: () throws(ProviderError) -> Void
  ) async throws(ProviderError) -> RemoteJobID {
    try willSend()
    return jobs.add(request)
  }

  /// The job of a request's step, where this process was asked for it.
  func job(for request: FineTuneRequest) async throws(ProviderError) -> RemoteJobID? {
    jobs.job(for: request)
  }

  /// Always queued: a job is trained only while its result is waited for.
  func status(of job: RemoteJobID) async throws(ProviderError) -> FineTuneStatus {
    guard jobs.request(of: job) != nil else { throw .unknownJob(job) }
    return .queued
  }

  /// - Throws: `ProviderError.unsupported`.
  func cancel(_ job: RemoteJobID) async throws(ProviderError) {
    throw .unsupported(
      "a job of 'transformers' stops with the run that waits for it: interrupt that run"
    )
  }

  func result(
    of job: RemoteJobID,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> FineTunedModel {
    guard let request = jobs.request(of: job) else { throw .unknownJob(job) }
    let parameters = request.parameters
    let kept = TrainingKeys.keptWeights(parameters.own)
    let target =
      kept == .none
      ? ModelFolder.ofDiscarded(request.stepKey, below: request.stateFolder)
      : "\(request.outputFolder)/model"
    let progress = TrainingProgress(epochs: parameters.epochs, tell: onEvent)
    let result = try await workers.withWorker(
      parameters.own,
      stateFolder: request.stateFolder
    ) { (worker, folder) throws(ProviderError) -> TrainResult in
      let checkpoints = "\(folder)/checkpoints"
      do throws(FileSystemError) {
        try FileSystem.makeFolders(checkpoints)
        // What a training left that was killed, or is done again, is not mixed with what this one leaves.
        try FileSystem.removeTree(target)
        try FileSystem.makeFolders(FileSystem.folder(of: target))
      } catch {
        throw .file(path: error.path, problem: "\(error.code)")
      }
      return try await worker.result(
        of: TrainRequest(
          model: try WorkerModel(parameters.model, request.baseModel, below: folder),
          settings: TrainingSettings(parameters),
          data: request.trainingFile.content.path,
          validation: request.validationFile?.content.path,
          to: target,
          checkpoint: "\(checkpoints)/\(request.stepKey)"
        ),
        onEvent: progress.hear
      )
    }
    let files = try move(
      ModelFolder.files(kept),
      of: MadeFiles(files: result.files),
      from: target,
      to: request.outputFolder
    )
    let labels = [
      "transformers", parameters.model, request.suffix, String(request.stepKey.prefix(12)),
    ]
    var model = FineTunedModel(
      id: labels.compactMap(\.self).joined(separator: ":"),
      baseModel: parameters.model,
      parameterCount: result.parameters,
      trainedTokens: result.tokens,
      seconds: result.seconds,
      files: files
    )
    model.machine = result.machine
    return model
  }
}

/// A training's events in the words of providers.
private final class TrainingProgress: Sendable {
  private struct State {
    var steps = 0
    var losses: [Double] = []
    var start = ContinuousClock.now
    var told: ContinuousClock.Instant?
    var first = 0
  }

  private let epochs: Int
  private let tell: @Sendable (FineTuneEvent) -> Void
  private let state = Mutex(State())

  init(epochs: Int, tell: @escaping @Sendable (FineTuneEvent) -> Void) {
    self.epochs = epochs
    self.tell = tell
  }

  @Sendable func hear(_ event: WorkerEvent) {
    switch event.event {
    case "started":
      state.withLock {
        $0.steps = event.steps ?? 0
        $0.first = event.resumedAt ?? 0
        $0.start = .now
      }
      if let step = event.resumedAt, step > 0 {
        tell(.message("the training goes on after step \(step) of \(event.steps ?? step)"))
      }
      if let count = event.unjoined, count > 0 {
        tell(
          .message(
            "of \(count) documents prompt and completion were tokenised apart, since the tokenizer would have "
              + "joined them"
          )
        )
      }
    case "metric":
      guard let step = event.step, let epoch = event.epoch, let loss = event.loss else { return }
      tell(
        .metric(
          FineTuneMetric(
            step: step,
            epoch: epoch,
            trainingLoss: loss,
            validationLoss: event.validationLoss
          )
        )
      )
      if let progress = progress(step, epoch, loss) { tell(.progress(progress)) }
    case "note": if let text = event.text { tell(.message(text)) }
    default: break
    }
  }

  /// How far the training is; nil where that was told a moment ago.
  private func progress(_ step: Int, _ epoch: Int, _ loss: Double) -> FineTuneProgress? {
    state.withLock { state in
      state.losses = state.losses.suffix(19) + [loss]
      let now = ContinuousClock.now
      if let told = state.told, now - told < .milliseconds(300) { return nil }
      state.told = now
      let done = step - state.first
      let seconds = (now - state.start) / .seconds(1)
      return FineTuneProgress(
        epoch: epoch,
        epochs: epochs,
        step: step,
        steps: state.steps,
        loss: state.losses.reduce(0, +) / Double(state.losses.count),
        secondsLeft: done > 0 ? seconds / Double(done) * Double(state.steps - step) : nil
      )
    }
  }
}
