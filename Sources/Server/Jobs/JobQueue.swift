import Providers
import Synchronization

/// Does the jobs of a store one after another, as many at once as there is room for.
final class JobQueue: Sendable {
  private enum Signal {
    case added(String)
    case prepared(String)
    case ended
  }

  /// The API's names of the provider's parameters.
  private static let parameterNames = [
    "epochs": "n_epochs", "batch-size": "batch_size",
    "learning-rate-multiplier": "learning_rate_multiplier",
  ]

  let store: Store
  let provider: any Provider

  /// The most jobs that train at once.
  let slots: Int

  private let signals: AsyncStream<Signal>
  private let sender: AsyncStream<Signal>.Continuation

  /// Ends the training of a running job.
  private let cancellations = Mutex<[String: AsyncStream<Void>.Continuation]>([:])

  /// A queue that waits for `run`.
  init(store: Store, provider: any Provider, slots: Int) {
    self.store = store
    self.provider = provider
    self.slots = max(1, slots)
    (signals, sender) = AsyncStream.makeStream()
  }

  /// Makes a job and lets it be done.
  ///
  /// - Throws: `APIError` where the provider cannot do it; `FileSystemError`.
  func add(_ requested: JobRecord) throws -> JobRecord {
    try check(requested)
    let job = try store.addJob(requested)
    try store.tell(JobMessages(job).created, in: job.id)
    sender.yield(.added(job.id))
    return job
  }

  private func check(_ job: JobRecord) throws(APIError) {
    if let models = provider.models, !models.contains(where: { $0.name == job.baseModel }) {
      if store.tunedJob(job.baseModel) != nil {
        throw .invalid("a tuned model cannot be tuned again here", param: "model")
      }
      let names = models.map(\.name).joined(separator: ", ")
      throw .unknownModel(job.baseModel, hint: "; models that can be tuned here: \(names)")
    }
    if let problem = provider.unsupportedParameters(in: job.parameters).first {
      let name = Self.parameterNames[problem.key] ?? problem.key
      throw .invalid("'\(name)' must be \(problem.reason)", param: name)
    }
  }

  /// Ends a job that has not ended.
  func cancel(_ job: JobRecord) throws -> JobRecord {
    guard !job.status.isFinal else { return job }
    try store.tell(JobMessages(job).cancelled, in: job.id)
    let cancelled = try store.update(job.id) { $0.status = .cancelled }
    cancellations.withLock { $0[job.id] }?.finish()
    return cancelled
  }

  /// Does jobs until the task is cancelled, those first that an earlier server left.
  func run() async {
    for job in store.jobs().reversed() where !job.status.isFinal {
      if job.status == .running {
        try? store.tell(JobMessages(job).restarted, level: "warn", in: job.id)
        _ = try? store.update(job.id) { $0.status = .queued }
      }
      sender.yield(.added(job.id))
    }
    await withDiscardingTaskGroup { group in
      var waiting: [JobRecord] = []
      var running = 0
      for await signal in signals {
        switch signal {
        case .added(let id):
          group.addTask {
            JobRun(queue: self, id: id).prepare()
            self.sender.yield(.prepared(id))
          }
        case .prepared(let id):
          guard let job = store.jobs().first(where: { $0.id == id }) else { break }
          waiting.append(job)
          waiting.sort { $0.number < $1.number }
        case .ended: running -= 1
        }
        while running < slots, !waiting.isEmpty {
          let id = waiting.removeFirst().id
          running += 1
          group.addTask {
            await self.train(id)
            self.sender.yield(.ended)
          }
        }
      }
    }
  }

  /// Trains until the job has ended, is cancelled by a client, or the server stops.
  private func train(_ id: String) async {
    let (stop, continuation) = AsyncStream.makeStream(of: Void.self)
    cancellations.withLock { $0[id] = continuation }
    defer { cancellations.withLock { $0[id] = nil } }
    await withTaskGroup { group in
      group.addTask { await JobRun(queue: self, id: id).train() }
      group.addTask { for await _ in stop {} }
      await group.next()
      group.cancelAll()
    }
  }
}
