internal import Providers

/// Asks about one job until it has ended, and tells what happens meanwhile.
struct JobFollower {
  let jobs: RemoteJobs
  let job: RemoteJobID
  let onEvent: @Sendable (FineTuneEvent) -> Void

  /// The shortest and the longest time between two questions, in seconds.
  private static let intervals = 1.0...15.0

  /// How long the service may be away while a paid job goes on there, in seconds.
  private static let patience = 1800.0

  /// How long a new model may take until it can be asked, in seconds.
  private static let modelPatience = 300.0

  /// The job's model.
  func result() async throws(ProviderError) -> FineTunedModel {
    var seen: Set<String> = []
    var interval = Self.intervals.lowerBound
    var lastAnswer = jobs.client.surroundings.now()
    while true {
      do throws(ProviderError) {
        let state = try await jobs.wireJob(job)
        lastAnswer = jobs.client.surroundings.now()
        let isNew = try await tellEvents(of: state, seen: &seen)
        if state.isFinal { return try await end(state) }
        interval =
          isNew ? Self.intervals.lowerBound : min(interval * 1.5, Self.intervals.upperBound)
      } catch {
        switch error {
        // The job goes on whether or not anybody asks.
        case .unreachable, .unavailable:
          guard jobs.client.surroundings.now() - lastAnswer < Self.patience else { throw error }
          onEvent(.message("\(error); the job goes on and is asked about again"))
          interval = Self.intervals.upperBound
        // A question that was refused says nothing about the job, which must not be given up for it.
        case .rejected(let sentence): throw .unreadable(sentence)
        default: throw error
        }
      }
      try await jobs.wait(interval)
    }
  }

  /// Tells the events that are new, oldest first, and returns whether there was one.
  private func tellEvents(
    of state: WireJob,
    seen: inout Set<String>
  ) async throws(ProviderError) -> Bool {
    let events = try await events(isWhole: false)
    let new = events.filter { !seen.contains($0.id) }
    for event in new {
      seen.insert(event.id)
      guard let metrics = event.metrics else {
        onEvent(.message(event.message))
        continue
      }
      guard let loss = metrics.trainingLoss, let steps = metrics.totalSteps, steps > 0 else {
        continue
      }
      let epochs = state.epochs ?? 1
      onEvent(
        .progress(
          FineTuneProgress(
            epoch: WireMetrics.epoch(ofStep: metrics.step, of: steps, epochs: epochs),
            epochs: epochs,
            step: metrics.step,
            steps: steps,
            loss: loss
          )
        )
      )
    }
    return !new.isEmpty
  }

  /// The job's events, oldest first: the last ones, or all.
  private func events(isWhole: Bool) async throws(ProviderError) -> [WireEvent] {
    var events: [WireEvent] = []
    var after: String?
    repeat {
      var path = "\(jobs.dialect.path)/\(job.rawValue.urlEscaped)/events"
      // The legacy dialect has no pages and tells the oldest first.
      if jobs.dialect == .jobs { path += "?limit=100" }
      if let after { path += "&after=\(after.urlEscaped)" }
      let call = APICall.get(path, "asking for the events of the job '\(job.rawValue)'")
      let page = WirePage(try await jobs.client.asked(call))
      events += page.items.compactMap { WireEvent($0) }
      after = jobs.dialect == .jobs && page.next != after ? page.next : nil
    } while isWhole && after != nil && events.count < 100_000
    return jobs.dialect == .jobs ? events.reversed() : events
  }

  private func end(_ state: WireJob) async throws(ProviderError) -> FineTunedModel {
    switch state.status {
    case .cancelled:
      throw .jobFailed(
        "job '\(job.rawValue)' was cancelled at '\(jobs.client.configuration.name)'; run again to "
          + "create another"
      )
    case .queued, .running, .failed: throw .jobFailed(jobs.client.translation.failure(of: state))
    case .succeeded: break
    }
    guard let model = state.fineTunedModel else {
      throw .unreadable(
        "job '\(job.rawValue)' succeeded at '\(jobs.client.configuration.name)', which names no model"
      )
    }
    for metric in try await metrics(of: state) { onEvent(.metric(metric)) }
    try await waitFor(model)
    return FineTunedModel(
      id: model,
      baseModel: state.model ?? "",
      told: jobs.told(by: state),
      trainedTokens: state.trainedTokens,
      seconds: state.seconds
    )
  }

  /// The job's whole curve: from its table, or from its events where there is none.
  ///
  /// What was told meanwhile may have gaps, so it is not what the curve is made of.
  private func metrics(of state: WireJob) async throws(ProviderError) -> [FineTuneMetric] {
    let epochs = state.epochs ?? 1
    for file in state.resultFiles {
      let call = APICall.get("/files/\(file.urlEscaped)/content", "fetching the training curve")
      do throws(APIFailure) {
        let answer = try await jobs.client.answer(to: call)
        if let table = ResultFile(answer.body) { return table.metrics(epochs: epochs) }
      } catch {
        // A table that is gone takes nothing from the model.
        if !error.isNotFound { throw jobs.client.translation.error(error, of: call) }
      }
    }
    let steps = try await events(isWhole: true).compactMap(\.metrics).sorted { $0.step < $1.step }
    let last = steps.compactMap(\.totalSteps).max() ?? steps.last?.step ?? 1
    return steps.compactMap { step in
      step.trainingLoss.map {
        FineTuneMetric(
          step: step.step,
          epoch: WireMetrics.epoch(ofStep: step.step, of: last, epochs: epochs),
          trainingLoss: $0,
          validationLoss: step.validationLoss
        )
      }
    }
  }

  /// Waits until the service knows a new model by its name.
  private func waitFor(_ model: String) async throws(ProviderError) {
    let start = jobs.client.surroundings.now()
    var delay = 1.0
    while true {
      let call = APICall.get("/models/\(model.urlEscaped)", "asking about the model '\(model)'")
      do throws(APIFailure) {
        _ = try await jobs.client.answer(to: call)
        return
      } catch {
        guard case .status(404, _, _, _) = error else {
          throw jobs.client.translation.error(error, of: call)
        }
      }
      // A service without a list of models answers so for ever; the first question will show.
      guard jobs.client.surroundings.now() - start < Self.modelPatience else { return }
      try await jobs.wait(delay)
      delay = min(delay * 2, 20)
    }
  }
}
