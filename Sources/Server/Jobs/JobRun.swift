import Crypto
import Providers
import Synchronization
import System

/// What is done for one job.
struct JobRun {
  /// The fewest examples of the newer dialect.
  static let fewestExamples = 10

  let queue: JobQueue
  let id: String

  private var store: Store { queue.store }
  private var folder: String { store.folder.folder(of: id) }

  /// The job as it is now.
  private var job: JobRecord? { store.jobs().first { $0.id == id } }

  /// Checks the job's files, and queues it or lets it fail.
  func prepare() {
    guard let job, job.status == .validating else { return }
    do {
      let words = JobMessages(job)
      for message in [words.costs, words.validating].compactMap(\.self) {
        try store.tell(message, in: id)
      }
      _ = try data(of: job)
      let ahead = store.jobs().count { !$0.status.isFinal && $0.number < job.number }
      try store.tell(words.queued(number: ahead), in: id)
      try store.update(id) { $0.status = .queued }
    } catch {
      fail(error)
    }
  }

  /// Trains the job's model and keeps it.
  func train() async {
    guard let job, job.status == .queued else { return }
    do {
      try store.update(id) { $0.status = .running }
      try store.tell(JobMessages(job).started, in: id)
      let (training, validation) = try data(of: job)
      let curve = TrainingCurve(job, store: store, examples: training.examples)
      let model = try await tune(job, training, validation, curve)
      try keep(model, of: job, curve)
    } catch ProviderError.cancelled {
      // A client's cancellation is written down already; a stopped server goes on at its next start.
    } catch {
      fail(error)
    }
  }

  private func tune(
    _ job: JobRecord,
    _ training: TrainingData,
    _ validation: TrainingData?,
    _ curve: TrainingCurve
  ) async throws -> FineTunedModel {
    func upload(_ data: TrainingData) async throws -> UploadedFile {
      UploadedFile(id: try await queue.provider.files.upload(data.file), content: data.file)
    }
    let validationFile: UploadedFile? =
      if let validation { try await upload(validation) } else { nil }
    let request = FineTuneRequest(
      parameters: job.parameters,
      trainingFile: try await upload(training),
      validationFile: validationFile,
      suffix: job.suffix,
      stepKey: id,
      outputFolder: store.folder.output(of: id)
    )
    let remote = try await queue.provider.fineTuning.createJob(request)
    return try await queue.provider.fineTuning.result(of: remote) { curve.add($0) }
  }

  /// Writes down that there is a model: its file, the table of its training, and at last the job.
  private func keep(_ model: FineTunedModel, of job: JobRecord, _ curve: TrainingCurve) throws {
    guard let name = model.files.first else {
      throw ProviderError.jobFailed("the provider keeps no file of the model")
    }
    let path = "\(store.folder.output(of: id))/\(name)"
    let weights = store.folder.weights(of: id)
    if path != weights { try FileSystem.move(path, to: weights) }
    let (digest, byteCount) = try StateFolder.digest(of: weights)
    let words = JobMessages(job)
    if let message = words.completed(epoch: job.epochs) { try store.tell(message, in: id) }
    try store.tell(words.modelMade, in: id)
    let metrics = store.events(of: id).compactMap(\.metrics)
    let table = try results(metrics, of: job)
    if let message = words.resultFile(table.id) { try store.tell(message, in: id) }
    try store.tell(words.succeeded, in: id)
    try store.update(id) {
      $0.status = .succeeded
      $0.resultFiles = [table.id]
      $0.model = JobRecord.Model(
        digest: digest,
        byteCount: byteCount,
        trainedTokens: model.trainedTokens ?? metrics.last?.tokens,
        isDeleted: false
      )
    }
    removeData()
  }

  private func results(
    _ metrics: [JobEvent.Metrics],
    of job: JobRecord
  ) throws -> FileRecord {
    let bytes = Array(ResultsTable.csv(metrics, of: job).utf8)
    let path = "\(store.folder.incoming)/\(id).csv"
    try FileSystem.replace(path, with: bytes, permissions: 0o600)
    return try store.add(
      path,
      filename: job.dialect == .legacy ? "compiled_results.csv" : "step_metrics.csv",
      purpose: "fine-tune-results",
      digest: hexadecimal(SHA256.hash(data: bytes)),
      byteCount: bytes.count
    )
  }

  /// The job's two files, checked.
  private func data(
    of job: JobRecord
  ) throws -> (training: TrainingData, validation: TrainingData?) {
    let training = try check(job.trainingFile, "training")
    if job.dialect == .jobs, training.examples < Self.fewestExamples {
      throw JobRecord.Failure(
        code: "invalid_n_examples",
        message: "Training file has \(training.examples) example(s), but must have at least"
          + " \(Self.fewestExamples) examples",
        param: "training_file"
      )
    }
    return (training, try job.validationFile.map { try check($0, "validation") })
  }

  private func check(_ file: FileRecord, _ role: String) throws -> TrainingData {
    do {
      return try TrainingData.prepare(file, at: "\(folder)/\(role).jsonl")
    } catch let problem as TrainingData.Problem {
      throw JobRecord.Failure(
        code: "invalid_\(role)_file",
        message: problem.message,
        param: "\(role)_file"
      )
    }
  }

  private func fail(_ error: any Error) {
    let failure =
      switch error {
      case let failure as JobRecord.Failure: failure
      case ProviderError.rejected(let sentence):
        JobRecord.Failure(code: "invalid_training_file", message: sentence, param: "training_file")
      case ProviderError.file(_, let problem):
        JobRecord.Failure(code: "server_error", message: problem)
      case let error as APIError:
        JobRecord.Failure(code: "server_error", message: error.message)
      default: JobRecord.Failure(code: "server_error", message: "\(error)")
      }
    do {
      guard let job, !job.status.isFinal else { return }
      try store.tell(JobMessages(job).failed(failure.message), level: "error", in: id)
      try store.update(id) {
        $0.status = .failed
        $0.failure = failure
      }
      removeData()
    } catch {
      // The disk takes nothing any more; the next start does the job again.
    }
  }

  /// Gives up the job's own names for its files' content, which is needed no more.
  private func removeData() {
    for name in ["training.jsonl", "validation.jsonl"] {
      FileSystem.remove("\(folder)/\(name)")
      FileSystem.remove("\(folder)/\(name).pairs")
    }
  }
}

extension JobRecord.Failure: Error {}

extension JobRecord {
  /// The parameters as a provider takes them.
  var parameters: FineTuneParameters {
    FineTuneParameters(
      model: baseModel,
      epochs: epochs,
      batchSize: batchSize,
      learningRateMultiplier: learningRateMultiplier,
      seed: seed
    )
  }
}

/// Writes down how a job's training goes.
private final class TrainingCurve: Sendable {
  private struct State {
    var lastStep: Int
    var epoch = 1
    var totalSteps: Int
  }

  private let job: JobRecord
  private let store: Store
  private let state: Mutex<State>

  /// A curve that goes on after the steps that an earlier server has written down already.
  ///
  /// The same job takes the same steps every time, so what is there stays as it is.
  init(_ job: JobRecord, store: Store, examples: Int) {
    self.job = job
    self.store = store
    let known = store.events(of: job.id).last { $0.metrics != nil }?.metrics?.step ?? 0
    let stepsOfEpoch = (examples + job.batchSize - 1) / job.batchSize
    state = Mutex(State(lastStep: known, totalSteps: stepsOfEpoch * job.epochs))
  }

  /// Adds what the provider tells.
  ///
  /// An event that the disk does not take is no reason to lose the training.
  func add(_ event: FineTuneEvent) {
    switch event {
    case .metric(let metric): try? add(metric)
    case .progress(let progress): state.withLock { $0.totalSteps = progress.steps }
    case .message(let sentence): try? store.tell(sentence, in: job.id)
    }
  }

  private func add(_ metric: FineTuneMetric) throws {
    try state.withLock { state in
      let finishedEpochs = state.epoch..<max(state.epoch, metric.epoch)
      state.epoch = metric.epoch
      guard metric.step > state.lastStep else { return }
      state.lastStep = metric.step
      let words = JobMessages(job)
      for message in finishedEpochs.compactMap(words.completed(epoch:)) {
        try store.tell(message, in: job.id)
      }
      let metrics = JobEvent.Metrics(
        step: metric.step,
        totalSteps: state.totalSteps,
        epoch: metric.epoch,
        trainingLoss: metric.trainingLoss,
        validationLoss: metric.validationLoss,
        tokens: metric.tokens
      )
      try store.tell(words.metrics(metrics), metrics: metrics, in: job.id)
    }
  }
}
