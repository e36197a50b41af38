internal import Providers

/// Polls one job until it has ended, and reports what happens meanwhile.
struct JobPoller {
  let jobs: RemoteJobs
  let job: RemoteJobID
  let onEvent: @Sendable (FineTuneEvent) -> Void

  /// The shortest and the longest time between two questions, in seconds.
  private static let intervals = 1.0...15.0

  /// How long the service may be away while a paid job goes on there, in seconds.
  private static let patience = 1800.0

  /// How long a job that succeeded may take to name its model, and a new model until it can be asked, in
  /// seconds.
  private static let modelPatience = 300.0

  /// How long a job may be in an unknown state before that is reported, in seconds.
  private static let unknownStatePatience = 600.0

  private var client: APIClient { jobs.client }
  private var now: Double { client.clock.now() }

  /// The job's model.
  func result() async throws(ProviderError) -> FineTunedModel {
    var reporter = JobEventReporter(of: job, at: jobs, onEvent: onEvent)
    var interval = Self.intervals.lowerBound
    var lastAnswer = now
    var unknownState: (word: String, since: Double)?
    var unnamedSince: Double?
    while true {
      do throws(ProviderError) {
        let state = try await jobs.wireJob(job)
        lastAnswer = now
        let isNew = try await reporter.reportEvents(of: state)
        report(state.status, &unknownState)
        if state.isFinal {
          if let model = try name(of: state, unnamedSince: &unnamedSince) {
            return try await take(model, of: state, &reporter)
          }
          interval = Self.intervals.upperBound
        } else {
          interval =
            isNew ? Self.intervals.lowerBound : min(interval * 1.5, Self.intervals.upperBound)
        }
      } catch {
        switch error {
        // The job goes on whether or not anybody asks.
        case .unreachable, .unavailable:
          guard now - lastAnswer < Self.patience else { throw error }
          client.notes.wait(
            for: "answer",
            now: now,
            "\(error); the job '\(job.rawValue)' goes on, and is asked about for up to "
              + "\(Int(Self.patience / 60)) minutes"
          )
          interval = Self.intervals.upperBound
        // A question that was refused says nothing about the job, which must not be given up for it.
        case .rejected(let sentence): throw .unreadable(sentence)
        default: throw error
        }
      }
      try await client.wait(interval)
    }
  }

  /// The model of a job that is known to have ended with one of a given name.
  ///
  /// What the service says of the job comes with it, where it still knows the job.
  func model(named name: String) async throws(ProviderError) -> FineTunedModel {
    var reporter = JobEventReporter(of: job, at: jobs, onEvent: onEvent)
    do throws(ProviderError) {
      return try await take(name, of: try await jobs.wireJob(job), &reporter)
    } catch {
      guard case .unknownJob = error else { throw error }
      try await waitFor(name)
      return FineTunedModel(id: name, baseModel: "")
    }
  }

  /// Reports a state that is not known here, and later that the job is still in it.
  private func report(
    _ status: WireJob.Status,
    _ unknownState: inout (word: String, since: Double)?
  ) {
    guard case .other(let word) = status else {
      unknownState = nil
      return
    }
    let said = word.isEmpty ? "no state" : "the state '\(client.translation.printable(word))'"
    let service = "'\(client.configuration.name)'"
    guard let known = unknownState, known.word == word else {
      unknownState = (word, now)
      onEvent(.message("\(service) tells \(said) of the job '\(job.rawValue)'"))
      return
    }
    guard now - known.since >= Self.unknownStatePatience else { return }
    client.notes.wait(
      for: "state \(word)",
      now: now,
      "\(service) has told \(said) of the job '\(job.rawValue)' for "
        + "\(Int((now - known.since) / 60)) minutes, which is not known here to be an end: the job is "
        + "waited for; look at it there, 'fine-tune.deadline' ends the waiting, 'manifest-run cancel' the "
        + "job"
    )
  }

  /// The name of an ended job's model; nil where the service may still tell it.
  private func name(
    of state: WireJob,
    unnamedSince: inout Double?
  ) throws(ProviderError) -> String? {
    let service = client.configuration.name
    switch state.status {
    case .cancelled:
      throw .jobFailed(
        "job '\(job.rawValue)' was cancelled at '\(service)'; run again to create another"
      )
    case .queued, .running, .failed, .other: throw .jobFailed(client.translation.failure(of: state))
    case .succeeded: break
    }
    if let model = state.fineTunedModel { return model }
    let since = unnamedSince ?? now
    unnamedSince = since
    let ended = min(since, state.finishedAt.map(Double.init) ?? since)
    guard now - ended < Self.modelPatience else {
      throw .unnamedModel("job '\(job.rawValue)' succeeded at '\(service)', which names no model")
    }
    client.notes.wait(
      for: "name",
      now: now,
      "the job '\(job.rawValue)' has succeeded, and '\(service)' does not name its model yet: it is asked "
        + "about again for up to \(Int(Self.modelPatience / 60)) minutes"
    )
    return nil
  }

  /// A model with what its job says of it, as soon as it answers questions.
  private func take(
    _ model: String,
    of state: WireJob,
    _ reporter: inout JobEventReporter
  ) async throws(ProviderError) -> FineTunedModel {
    try await waitFor(model)
    // Last, since an error before it asks about the job again.
    try await reporter.reportTrainingCurve(of: state)
    return FineTunedModel(
      id: model,
      baseModel: state.model ?? "",
      reported: jobs.dialect.reported(by: state),
      trainedTokens: state.trainedTokens,
      seconds: state.seconds
    )
  }

  /// Waits until the service knows a new model by its name.
  private func waitFor(_ model: String) async throws(ProviderError) {
    let start = now
    var delay = 1.0
    while true {
      let call = APICall.get("/models/\(model.urlEscaped)", "asking about the model '\(model)'")
      do throws(APIFailure) {
        _ = try await client.answer(to: call)
        return
      } catch {
        switch error {
        case .status(404, _, _, _): break
        // A service or a key that does not tell of models takes nothing from this one: the first
        // question will show whether it is there.
        case .status(400..<500, _, _, _), .unreadable: return
        default: throw client.translation.error(error, of: call)
        }
      }
      // A service without a list of models answers so for ever.
      guard now - start < Self.modelPatience else { return }
      client.notes.wait(
        for: "model \(model)",
        now: now,
        Self.absent(model, at: client, since: start)
      )
      try await client.wait(delay)
      delay = min(delay * 2, 20)
    }
  }

  /// That a new model is not there yet.
  static func absent(_ model: String, at client: APIClient, since start: Double) -> String {
    let rest = max(0, modelPatience - (client.clock.now() - start))
    return
      "the model '\(model)' is not there yet: '\(client.configuration.name)' answers with status "
      + "404, and is asked again for up to \(Int(rest / 60) + 1) minutes"
  }
}
