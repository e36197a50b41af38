internal import HTTP
internal import Providers
internal import System

/// Reports the events and the training curve that a service keeps of a job.
///
/// The job goes on, and is paid, with or without them. Where they cannot be fetched, that is reported once.
struct JobEventReporter {
  let jobs: RemoteJobs
  let job: RemoteJobID
  let onEvent: @Sendable (FineTuneEvent) -> Void

  /// The names of the events that were reported.
  private var seen: Set<String> = []

  /// Whether it was reported that they cannot be fetched.
  private var hasReportedProblem = false

  /// Whether the service may have events.
  private var hasEvents = true

  /// The most attempts of a request while the job goes on; the next look asks again.
  private static let attemptsMeanwhile = 3

  /// The most attempts of a request at the job's end: what cannot be had then is lost, and a service that
  /// is started anew needs some seconds.
  private static let attemptsAtEnd = 5

  init(
    of job: RemoteJobID,
    at jobs: RemoteJobs,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) {
    self.job = job
    self.jobs = jobs
    self.onEvent = onEvent
  }

  /// Reports the events that are new, oldest first, and returns whether there was one.
  ///
  /// - Throws: `ProviderError.cancelled` alone.
  mutating func reportEvents(of state: WireJob) async throws(ProviderError) -> Bool {
    let new = try await events(isWhole: false).filter { !seen.contains($0.id) }
    for event in new {
      seen.insert(event.id)
      guard let metrics = event.metrics else {
        onEvent(.message(event.message))
        continue
      }
      guard let loss = metrics.trainingLoss, let steps = metrics.totalSteps, metrics.step <= steps
      else { continue }
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

  /// Reports the job's whole training curve: from its table, or from its events where there is none.
  ///
  /// It does not use the events that were reported before, which may have gaps.
  ///
  /// - Throws: `ProviderError.cancelled` alone.
  mutating func reportTrainingCurve(of state: WireJob) async throws(ProviderError) {
    for metric in try await curve(of: state) { onEvent(.metric(metric)) }
  }

  private mutating func curve(of state: WireJob) async throws(ProviderError) -> [FineTuneMetric] {
    let epochs = state.epochs ?? 1
    for file in state.resultFiles {
      let path = "/files/\(file.urlEscaped)/content"
      var call = APICall.get(path, "fetching the training curve")
      call.attempts = Self.attemptsAtEnd
      do throws(APIFailure) {
        let answer = try await jobs.client.answer(to: call)
        if let table = ResultFile(answer.body) { return table.metrics(epochs: epochs) }
      } catch {
        // A table that is gone takes nothing from the model.
        if error.isNotFound { continue }
        try stopIfCancelled(error)
        jobs.client.notes.warn(
          about: "curve",
          "the training curve of the job '\(job.rawValue)' could not be fetched, and the model is taken "
            + "without it: \(jobs.client.translation.error(error, of: call))"
        )
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

  /// The job's events, oldest first: the last ones, or all, as far as they can be had.
  private mutating func events(isWhole: Bool) async throws(ProviderError) -> [WireEvent] {
    guard hasEvents else { return [] }
    var events: [WireEvent] = []
    var after: String?
    var pages = 0
    repeat {
      pages += 1
      var path = "\(jobs.dialect.path)/\(job.rawValue.urlEscaped)/events"
      // The legacy dialect has no pages and tells the oldest first.
      if jobs.dialect == .jobs { path += "?limit=100" }
      if let after { path += "&after=\(after.urlEscaped)" }
      var call = APICall.get(path, "asking for the events of the job '\(job.rawValue)'")
      call.attempts = isWhole ? Self.attemptsAtEnd : Self.attemptsMeanwhile
      do throws(APIFailure) {
        let page = WirePage(try await jobs.client.json(call))
        events += page.items.compactMap { WireEvent($0) }
        after = jobs.dialect == .jobs && page.next != after ? page.next : nil
      } catch {
        try stopIfCancelled(error)
        note(error, of: call)
        break
      }
    } while isWhole && after != nil && pages < Listing.mostPages
    return jobs.dialect == .jobs ? events.reversed() : events
  }

  private mutating func note(_ failure: APIFailure, of call: APICall) {
    let name = jobs.client.configuration.name
    var problem = "\(jobs.client.translation.error(failure, of: call))"
    if case .status(let status, _, _, _) = failure, (400..<500).contains(status), status != 408,
      status != 429
    {
      // What is refused now is refused each time.
      hasEvents = false
      problem = "'\(name)' answers the question for them with status \(status)"
    }
    guard !hasReportedProblem else { return }
    hasReportedProblem = true
    onEvent(.message("the job '\(job.rawValue)' is followed without its events: \(problem)"))
  }

  private func stopIfCancelled(_ failure: APIFailure) throws(ProviderError) {
    if failure == .cancelled || failure == .transport(.cancelled) { throw .cancelled }
  }
}
