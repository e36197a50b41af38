internal import Providers

/// The jobs at the service: looked for, created once, waited for.
struct RemoteJobs: FineTuningService {
  let client: APIClient
  let dialect: Dialect

  /// The waits between looks for a job whose answer was lost, in seconds.
  ///
  /// A service may list a job a moment after it made it.
  static let looks: [Double] = [1, 3, 9]

  /// The most times that one job is asked for, refusals for a moment's load not counted.
  private static let attempts = 3

  /// The most pages of a list that are looked through, of a hundred jobs each.
  private static let mostPages = 50

  /// Looks for the step's job, at the service itself, and creates one where there is none.
  ///
  /// Of all runs of a user on this machine one at a time looks and creates, so that none creates
  /// between another one's look and its request.
  func createJob(_ request: FineTuneRequest) async throws(ProviderError) -> RemoteJobID {
    while true {
      let right = try await client.account.rightToCreate()
      if let job = try await listedJob(of: request) { return job }
      if try await hasRoom() {
        let job = try await create(request)
        withExtendedLifetime(right) {}
        return job
      }
      withExtendedLifetime(right) {}
      guard request.waitsForRoom else {
        throw .full(
          "'\(client.configuration.name)' has as many jobs as 'concurrent-jobs' allows; the job is "
            + "created by a run after one of them has ended"
        )
      }
      // Others may look for their jobs meanwhile: the right ends with each turn.
      try await wait(15)
    }
  }

  /// The job of a request's step that runs, or that ended with a model which is still there.
  ///
  /// It is asked for where an earlier run may have sent the request a moment ago, so it is looked for
  /// until it must have shown.
  func job(for request: FineTuneRequest) async throws(ProviderError) -> RemoteJobID? {
    if let job = try await listedJob(of: request) { return job }
    return try await lookAgain(for: request)
  }

  private func listedJob(
    of request: FineTuneRequest
  ) async throws(ProviderError) -> RemoteJobID? {
    let matching = try await jobs(metadata: request.mark).filter { $0.belongs(to: request) }
    let living = matching.filter { $0.status != .failed && $0.status != .cancelled }
    for job in living.sorted(by: { $0.usefulness > $1.usefulness }) {
      guard job.status == .succeeded, let model = job.fineTunedModel else {
        return RemoteJobID(rawValue: job.id)
      }
      if try await exists(model) { return RemoteJobID(rawValue: job.id) }
    }
    return nil
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
    case .succeeded: .succeeded(model: job.fineTunedModel ?? "")
    case .failed: .failed(client.translation.failure(of: job))
    case .cancelled: .cancelled
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
    try await JobFollower(jobs: self, job: job, onEvent: onEvent).result()
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
      throw client.translation.error(error, of: call)
    }
  }

  /// The models that a job kept on its way, newest first; none in the legacy dialect.
  func checkpoints(of job: RemoteJobID) async throws(ProviderError) -> [WireCheckpoint] {
    guard dialect == .jobs else { return [] }
    let path = "\(dialect.path)/\(job.rawValue.urlEscaped)/checkpoints?limit=100"
    let call = APICall.get(path, "asking for the checkpoints of '\(job.rawValue)'")
    return WirePage(try await client.asked(call)).items.compactMap { WireCheckpoint($0) }
  }

  private func create(_ request: FineTuneRequest) async throws(ProviderError) -> RemoteJobID {
    var call = APICall.post(
      dialect.path,
      request.body(dialect),
      "creating the fine-tuning job"
    )
    call.repetition = .harmful
    var attempt = 1
    while true {
      do throws(APIFailure) {
        guard let job = WireJob(try await client.json(call)) else { throw .unreadable }
        return RemoteJobID(rawValue: job.id)
      } catch {
        guard error.mayHaveBeenDone else {
          throw client.translation.error(error, of: call, model: request.parameters.model)
        }
        guard error != .cancelled else { throw .cancelled }
        if let job = try await lookAgain(for: request) { return job }
        // What is still being worked on there may become a job after any number of looks.
        guard !error.maybeGoesOn else {
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

  /// Looks for a job whose answer was lost until it must have shown.
  private func lookAgain(
    for request: FineTuneRequest
  ) async throws(ProviderError) -> RemoteJobID? {
    for delay in Self.looks {
      try await wait(delay)
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
    var jobs: [WireJob] = []
    var after: String?
    for _ in 0..<Self.mostPages {
      var query: [String] = []
      if dialect == .jobs {
        query.append("limit=100")
        if let mark { query.append("metadata%5B\(JobMark.metadataKey)%5D=\(mark.stepKey)") }
        if let after { query.append("after=\(after.urlEscaped)") }
      }
      let path = dialect.path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
      let page = WirePage(try await client.asked(.get(path, "listing the fine-tuning jobs")))
      jobs += page.items.compactMap { WireJob($0) }
      guard let next = page.next, next != after else { break }
      after = next
    }
    return jobs
  }

  private func exists(_ model: String) async throws(ProviderError) -> Bool {
    let call = APICall.get("/models/\(model.urlEscaped)", "asking about the model '\(model)'")
    do throws(APIFailure) {
      _ = try await client.answer(to: call)
      return true
    } catch {
      if error.isNotFound { return false }
      throw client.translation.error(error, of: call)
    }
  }

  func wait(_ seconds: Double) async throws(ProviderError) {
    do throws(APIFailure) {
      try await client.sleep(seconds)
    } catch {
      throw .cancelled
    }
  }
}

extension WireJob {
  /// Whether the job is the one that a request asks for.
  ///
  /// Its mark decides where the service shows one. A legacy service shows it only in the name of the
  /// finished model; until then a job is known by its training file, whose name holds the digest of
  /// its content, and by all its numbers.
  func belongs(to request: FineTuneRequest) -> Bool {
    if let key = metadata[JobMark.metadataKey] { return key == request.stepKey }
    let marks = [suffix, fineTunedModel].compactMap(\.self)
    if marks.contains(where: { $0.contains(request.mark.token) }) { return true }
    guard fineTunedModel == nil, metadata.isEmpty, suffix == nil else { return false }
    let parameters = request.parameters
    return model == parameters.model
      && trainingFile.isCopy(of: request.trainingFile)
      && validationFile.isCopy(of: request.validationFile)
      && epochs == parameters.epochs && batchSize == parameters.batchSize
      && learningRateMultiplier == parameters.learningRateMultiplier
      && (seed ?? parameters.seed) == parameters.seed
  }

  /// The files that the job reads.
  var inputFiles: [String] { [trainingFile?.id, validationFile?.id].compactMap(\.self) }

  /// An order of jobs: one with a model first, then one that runs.
  fileprivate var usefulness: Int {
    switch status {
    case .succeeded: 2
    case .running: 1
    case .queued, .failed, .cancelled: 0
    }
  }
}

extension WireFileReference? {
  /// Whether this is a file, or another upload of its content; an upload's name holds the digest.
  fileprivate func isCopy(of file: UploadedFile?) -> Bool {
    guard let self, let file else { return self == nil && file == nil }
    return self.id == file.id.rawValue || self.filename == RemoteFiles.name(of: file.content)
  }
}
