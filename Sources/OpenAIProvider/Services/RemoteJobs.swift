internal import Providers
internal import Synchronization
internal import System

/// The jobs at the service: looked for, created once, waited for.
struct RemoteJobs: FineTuningService {
  var client: APIClient
  let dialect: Dialect

  /// The jobs that this process found or created, which no journal may know yet.
  private let knownJobs = KnownJobs()

  /// The delays before each search for a job whose answer was lost, in seconds.
  ///
  /// A service may list a job a moment after it made it.
  static let searchDelays: [Double] = [1, 3, 9]

  /// The most attempts to create one job; those that the service refused for a moment's load do not count.
  private static let attempts = 3

  /// How much earlier than its request a job may seem to be made, in seconds: clocks differ.
  private static let clockError = 600.0

  /// Looks for the step's job at the service, and creates one where there is none.
  ///
  /// One run of a user on this machine at a time looks and creates, so that none creates a job between
  /// another one's look and its request.
  func createJob(
    _ request: FineTuneRequest,
    willSend: () throws(ProviderError) -> Void
  ) async throws(ProviderError) -> RemoteJobID {
    let start = client.clock.now()
    while true {
      let lock = try await client.account.lockForCreating()
      if let job = try await listedJob(of: request) { return knownJobs.add(job, request) }
      if try await hasRoom() {
        let job = knownJobs.add(try await create(request, willSend), request)
        withExtendedLifetime(lock) {}
        return job
      }
      withExtendedLifetime(lock) {}
      let now = client.clock.now()
      guard now - start < request.capacityTimeout else {
        throw .full(
          "'\(client.configuration.name)' has as many jobs as 'concurrent-jobs' allows; the job is "
            + "created by a run after one of them has ended"
        )
      }
      client.notes.wait(
        for: "room",
        now: now,
        "'\(client.configuration.name)' has as many jobs as 'concurrent-jobs' allows: the job is created "
          + "when one of them has ended"
      )
      // Others may look for their jobs meanwhile: each turn takes the lock anew.
      try await client.wait(15)
    }
  }

  /// The job of a request's step that runs, or that ended with a model which is still there.
  ///
  /// It is asked for where an earlier run may have sent the request a moment ago, so it is looked for
  /// until it must have shown.
  func job(for request: FineTuneRequest) async throws(ProviderError) -> RemoteJobID? {
    var job = try await listedJob(of: request)
    if job == nil { job = try await searchAgain(for: request) }
    return job.map { knownJobs.add($0, request) }
  }

  /// The step's job in the service's list: by its mark first, then in every other way.
  ///
  /// - Throws: `ProviderError.unsupported` where a job may be the step's and nothing tells.
  private func listedJob(
    of request: FineTuneRequest
  ) async throws(ProviderError) -> RemoteJobID? {
    let others = knownJobs.jobs(ofStepsOtherThan: request.stepKey)
    var matcher = JobMatcher(
      request: request,
      dialect: dialect,
      others: others.merging(request.knownJobs.others) { $1 }
    )
    if dialect == .jobs {
      let marked = try await jobs(metadata: request.mark)
      if let job = try await usable(marked.filter { matcher.verdict(on: $0) == .own }).first {
        return RemoteJobID(rawValue: job.id)
      }
    }
    // A service that keeps no metadata lists nothing by them, or everything.
    let jobs = try await jobs(metadata: nil)
    if jobs.contains(where: matcher.needsFileNames) {
      for file in try await RemoteInventory(remoteJobs: self).files() {
        matcher.fileNames[file.id.rawValue] = file.name
      }
    }
    let verdicts = jobs.map(matcher.verdict)
    let own = zip(jobs, verdicts).filter { $1 == .own }.map(\.0)
    if let job = try await usable(own).first { return RemoteJobID(rawValue: job.id) }
    let likely = try await usable(zip(jobs, verdicts).filter { $1 == .likely }.map(\.0))
    guard let job = likely.first else { return nil }
    guard likely.count == 1, mayComeFrom(job, request) else {
      throw .unsupported(sentence(onLikely: likely, request))
    }
    return RemoteJobID(rawValue: job.id)
  }

  /// Whether an earlier request of the step, whose answer was lost, may have created a job: whether the
  /// job is not older than that request.
  private func mayComeFrom(_ job: WireJob, _ request: FineTuneRequest) -> Bool {
    guard let askedAt = request.knownJobs.askedAt else { return false }
    return job.createdAt.map { Double($0) > askedAt - Self.clockError } ?? true
  }

  private func sentence(onLikely jobs: [WireJob], _ request: FineTuneRequest) -> String {
    let unsaid = dialect.reported(by: jobs[0]).compared(with: request.parameters)
      .filter { $0.verdict == .unknown }.map { "'\($0.key)'" }.joined(separator: " and ")
    let names = jobs.map { "'\($0.id)'" }.joined(separator: ", ")
    return
      "\(names) at '\(client.configuration.name)' may be this step's job: it has its files, and "
      + "nothing there tells its mark and its \(unsaid); none is created beside it, and none is taken "
      + "for it; run in the workspace that created it, which knows, or delete its model or stop it where "
      + "nobody needs it"
  }

  /// The jobs that run, or that ended with a model which is still there; the most useful first.
  private func usable(_ jobs: [WireJob]) async throws(ProviderError) -> [WireJob] {
    var usable: [WireJob] = []
    for job in jobs where job.status != .failed && job.status != .cancelled {
      // Where nobody tells, it counts as there: another job would be paid.
      if job.status == .succeeded, let model = job.fineTunedModel,
        try await hasModel(model) == false
      {
        continue
      }
      usable.append(job)
    }
    return usable.sorted { $0.usefulness > $1.usefulness }
  }

  /// How a job stands.
  func status(of job: RemoteJobID) async throws(ProviderError) -> FineTuneStatus {
    status(of: try await wireJob(job))
  }

  /// What a job's answer says about how it stands.
  func status(of job: WireJob) -> FineTuneStatus {
    switch job.status {
    case .queued: .queued
    case .running: .running
    case .succeeded: .succeeded(model: job.fineTunedModel)
    case .failed: .failed(client.translation.failure(of: job))
    case .cancelled: .cancelled
    case .other(let word): .other(client.translation.printable(word))
    }
  }

  /// Asks the service to stop a job.
  func cancel(_ job: RemoteJobID) async throws(ProviderError) {
    let call = APICall.post(
      "\(dialect.path)/\(job.rawValue.urlEscaped)/cancel",
      nil,
      "cancelling the job '\(job.rawValue)'"
    )
    do throws(APIFailure) {
      _ = try await client.answer(to: call)
    } catch {
      if error.isNotFound { throw .unknownJob(job) }
      // A service refuses to stop what has ended; that is no failure of the wish.
      if case .status(400..<500, _, _, _) = error, try await wireJob(job).isFinal { return }
      throw client.translation.error(error, of: call)
    }
  }

  /// Follows a job to its end.
  func result(
    of job: RemoteJobID,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> FineTunedModel {
    try await JobPoller(jobs: self, job: job, onEvent: onEvent).result()
  }

  /// The model of a job that is known to have ended with it.
  func model(
    named name: String,
    of job: RemoteJobID,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> FineTunedModel {
    try await JobPoller(jobs: self, job: job, onEvent: onEvent).model(named: name)
  }

  /// A job as the service tells of it now.
  func wireJob(_ job: RemoteJobID) async throws(ProviderError) -> WireJob {
    let call = APICall.get(
      "\(dialect.path)/\(job.rawValue.urlEscaped)",
      "asking about the job '\(job.rawValue)'"
    )
    do throws(APIFailure) {
      guard let found = WireJob(try await client.json(call)) else { throw .unreadable }
      return found
    } catch {
      if error.isNotFound { throw .unknownJob(job) }
      // A question that was refused says nothing about the job, which must not be given up for it.
      let problem = client.translation.error(error, of: call)
      if case .rejected(let sentence) = problem { throw .unreadable(sentence) }
      throw problem
    }
  }

  private func create(
    _ request: FineTuneRequest,
    _ willSend: () throws(ProviderError) -> Void
  ) async throws(ProviderError) -> RemoteJobID {
    var call = APICall.post(
      dialect.path,
      request.body(dialect),
      "creating the fine-tuning job"
    )
    call.repetition = .harmful
    // There was none before that shows too little: one that shows from now on is this request's, whatever
    // the clocks say.
    var request = request
    request.knownJobs.askedAt = 0
    var attempt = 1
    while true {
      try willSend()
      do throws(APIFailure) {
        guard let job = WireJob(try await client.json(call)) else { throw .unreadable }
        return RemoteJobID(rawValue: job.id)
      } catch {
        guard error.mayHaveSucceeded else {
          throw client.translation.error(error, of: call, model: request.parameters.model)
        }
        guard error != .cancelled else { throw .cancelled }
        if let job = try await searchAgain(for: request) { return job }
        // What is still being worked on there may become a job after any number of looks.
        guard !error.mayStillBeRunning else {
          throw .uncertain(
            "'\(client.configuration.name)' did not answer the request for a fine-tuning job in time, and "
              + "there is no such job yet; run again in some minutes: it is looked for before another is "
              + "created"
          )
        }
        guard attempt < Self.attempts else {
          let problem = client.translation.error(error, of: call)
          throw .uncertain(
            "it is not known whether the fine-tuning job was created, and it is not in the list of "
              + "jobs: \(problem)"
          )
        }
        attempt += 1
      }
    }
  }

  /// Looks for a job whose answer was lost for as long as a service may take to list it.
  private func searchAgain(
    for request: FineTuneRequest
  ) async throws(ProviderError) -> RemoteJobID? {
    for delay in Self.searchDelays {
      try await client.wait(delay)
      do throws(ProviderError) {
        if let job = try await listedJob(of: request) { return job }
      } catch .cancelled {
        throw .cancelled
      } catch {
        throw .uncertain(
          "it is not known whether the fine-tuning job was created, and it cannot be looked for: \(error)"
        )
      }
    }
    return nil
  }

  /// Whether the account may have one more job.
  private func hasRoom() async throws(ProviderError) -> Bool {
    guard let limit = client.configuration.limits.concurrentJobs else { return true }
    return try await jobs(metadata: nil).count { !$0.isFinal } < limit
  }

  /// All jobs of the account, newest first; where the service can, only those with a mark.
  func jobs(metadata mark: JobMark?) async throws(ProviderError) -> [WireJob] {
    var query: [String] = []
    if dialect == .jobs {
      query.append("limit=100")
      if let mark { query.append("metadata%5B\(JobMark.metadataKey)%5D=\(mark.stepKey)") }
    }
    return try await client.list(dialect.path, query, "listing the fine-tuning jobs").allItems()
      .compactMap { WireJob($0) }
  }

  /// Whether there is a model of a name; nil where the service, or the key, does not tell of models.
  func hasModel(_ model: String) async throws(ProviderError) -> Bool? {
    let call = APICall.get("/models/\(model.urlEscaped)", "asking about the model '\(model)'")
    do throws(APIFailure) {
      _ = try await client.answer(to: call)
      return true
    } catch {
      if error.isNotFound { return false }
      if case .status(400..<500, _, _, _) = error { return nil }
      throw client.translation.error(error, of: call)
    }
  }
}

extension WireJob {
  /// An order of jobs: one with a model first, then one that runs.
  fileprivate var usefulness: Int {
    switch status {
    case .succeeded: 2
    case .running: 1
    case .queued, .failed, .cancelled, .other: 0
    }
  }
}

/// The jobs that this process has found or created for its steps.
private final class KnownJobs: Sendable {
  private let jobs = Mutex<[RemoteJobID: (stepKey: String, order: JobOrder)]>([:])

  /// Adds the job of a request, and returns it.
  func add(_ job: RemoteJobID, _ request: FineTuneRequest) -> RemoteJobID {
    jobs.withLock { $0[job] = (request.stepKey, request.order) }
    return job
  }

  /// The jobs of other steps.
  func jobs(ofStepsOtherThan stepKey: String) -> [RemoteJobID: JobOrder?] {
    jobs.withLock { jobs in jobs.filter { $1.stepKey != stepKey }.mapValues { $0.order } }
  }
}
