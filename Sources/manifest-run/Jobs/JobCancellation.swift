import Engine
import Providers
import Report
import Steps
import System

/// Stops jobs that were left at providers, and notes that nothing will come of them.
struct JobCancellation {
  /// What came of stopping a job.
  enum Outcome: Equatable {
    /// It was stopped, after so many tokens where the provider tells.
    case cancelled(trainedTokens: Int?)

    /// It would be stopped.
    case wouldCancel

    /// It had ended before, with a model: the next run takes it; nil where nobody has named it.
    case succeeded(model: String?)

    /// It had ended before without a model, or was stopped before: why.
    case ended(String)

    /// There is no such job.
    case absent(String)

    /// It was asked to stop and has not ended yet.
    case stopping

    /// A run waits for it.
    case waitedFor

    /// It could not be stopped: why, and whether nobody answered.
    case failed(String, isUnreachable: Bool)
  }

  let workspace: Workspace
  let statusQuery: JobStatusQuery

  /// Whether the outcome is only foretold.
  let isDryRun: Bool

  /// How long a job may take to stop, in seconds.
  var timeout = 30.0

  /// Stops a job.
  ///
  /// - Throws: `WorkspaceError` and `StepFailure` where the journal cannot be read or written.
  func cancel(_ job: OpenJob) async throws -> Outcome {
    if isDryRun {
      return try workspace.isBeingMade(job.entry.key) ? .waitedFor : try await outcome(of: job)
    }
    guard let claim = try workspace.claim(job.entry.key) else { return .waitedFor }
    defer { withExtendedLifetime(claim) {} }
    // A run may have come to its end between the look at the journal and the claim.
    guard try workspace.openWork().contains(job.entry) else {
      return .ended("a run has dealt with it meanwhile")
    }
    let outcome = try await outcome(of: job)
    let reason: String? =
      switch outcome {
      case .cancelled: "cancelled by 'manifest-run cancel'"
      case .ended(let reason), .absent(let reason): reason
      case .wouldCancel, .succeeded, .stopping, .waitedFor, .failed: nil
      }
    if let reason {
      try journal(of: job).abandoned(because: reason, account: job.entry.account)
    }
    return outcome
  }

  private func journal(of job: OpenJob) -> StepJournal {
    workspace.journal.entries(of: job.entry.step, key: job.entry.key, now: { Instant.now })
  }

  private func outcome(of job: OpenJob) async throws -> Outcome {
    guard let provider = statusQuery.provider(of: job) else {
      return .failed(
        "no provider here has the account '\(job.entry.account)'",
        isUnreachable: false
      )
    }
    do throws(ProviderError) {
      guard let id = try await id(of: job, at: provider) else {
        return .absent("its creation was begun, and the provider lists no job of this step")
      }
      if let ended = try await ended(id, of: job.entry, at: provider) { return ended }
      if isDryRun { return .wouldCancel }
      try await provider.fineTuning.cancel(id)
      return try await stopped(id, at: provider)
    } catch {
      if case .unknownJob = error { return .absent("the provider has no such job any more") }
      return .failed("\(error)", isUnreachable: error.isUnreachable)
    }
  }

  /// The job's name at the provider; nil where there is no job.
  private func id(
    of job: OpenJob,
    at provider: any Provider
  ) async throws(ProviderError) -> RemoteJobID? {
    if let id = job.id { return id }
    guard let inventory = provider.inventory else {
      throw .unsupported("'\(provider.identity.name)' does not list its jobs")
    }
    switch try await JobSearch(of: job.entry, at: inventory) {
    case .found(let found): return found.id
    case .absent: return nil
    case .uncertain:
      throw .uncertain(
        "it is not known whether the job was created: the request may still be on its way, or a running "
          + "job that shows no mark may be the one; call this again later, or run, which finds it"
      )
    }
  }

  /// How a job has ended; nil where it goes on.
  private func ended(
    _ id: RemoteJobID,
    of entry: JournalEntry,
    at provider: any Provider
  ) async throws(ProviderError) -> Outcome? {
    switch try await provider.fineTuning.status(of: id) {
    case .queued, .running: return nil
    case .other: return entry.adoptedModel.map { .succeeded(model: $0) }
    case .succeeded(let told):
      let model = entry.adoptedModel ?? told
      let job = try await provider.inventory?.job(id)
      let differences = job.map { entry.differences(from: $0) } ?? []
      guard !differences.isEmpty else { return .succeeded(model: model) }
      return .ended(
        "has ended with other parameters than were asked for "
          + "(\(differences.map(\.description).joined(separator: ", "))), so that no run takes its model"
          + (model.map { " '\($0)'" } ?? "")
          + ": delete that there, and the next run creates another"
      )
    case .failed(let reason): return .ended("it had failed: \(reason)")
    case .cancelled: return .ended("it was cancelled before")
    }
  }

  /// Waits until a job has stopped that was asked to.
  private func stopped(
    _ id: RemoteJobID,
    at provider: any Provider
  ) async throws(ProviderError) -> Outcome {
    var waited = 0.0
    var pause = 0.25
    while true {
      let status = try await provider.fineTuning.status(of: id)
      if case .succeeded(let model) = status { return .succeeded(model: model) }
      if status.isFinal { break }
      guard waited < timeout else { return .stopping }
      do {
        try await Task.sleep(for: .seconds(pause))
      } catch {
        throw .cancelled
      }
      waited += pause
      pause = min(pause * 2, 5)
    }
    // What it cost is good to know, and no reason to say that it was not stopped.
    let told = try? await provider.inventory?.job(id)
    return .cancelled(trainedTokens: told?.trainedTokens)
  }
}

extension JobCancellation.Outcome {
  /// The outcome in a word, for programs.
  private var name: String {
    switch self {
    case .cancelled: "cancelled"
    case .wouldCancel: "would-cancel"
    case .succeeded: "succeeded"
    case .ended: "ended"
    case .absent: "absent"
    case .stopping: "stopping"
    case .waitedFor: "waited-for"
    case .failed: "failed"
    }
  }

  /// The outcome for people.
  var words: String {
    switch self {
    case .cancelled(let tokens?):
      "cancelled after \(Decimals.grouped(tokens)) trained tokens, which the provider may bill"
    case .cancelled(nil): "cancelled"
    case .wouldCancel: "would be cancelled"
    case .succeeded(let model?):
      "has ended with the model '\(model)'; the next run takes it"
    case .succeeded(nil):
      "has ended with a model that the provider does not name: 'manifest-run provider adopt' does"
    case .ended(let reason), .absent(let reason): reason
    case .stopping: "was asked to stop and has not ended yet; call 'manifest-run cancel' again"
    case .waitedFor: "a run waits for it: stop that run first, with Ctrl-C where it runs"
    case .failed(let problem, _): problem
    }
  }

  /// The outcome for programs.
  func document(of job: OpenJob) -> JSONObject {
    var trainedTokens: Int?
    if case .cancelled(let tokens) = self { trainedTokens = tokens }
    return [
      "step": job.entry.step,
      "provider": job.provider,
      "job": job.entry.remoteID,
      "outcome": name,
      // The outcome in words.
      "detail": words,
      // The tokens that were trained on, where the provider tells.
      "trained_tokens": trainedTokens,
    ]
  }

  /// The exit status that it calls for; nil where all is as was wished.
  var status: ExitStatus? {
    switch self {
    case .cancelled, .wouldCancel, .succeeded, .ended, .absent: nil
    case .stopping: .stillRunning
    case .waitedFor: .failed
    case .failed(_, let isUnreachable): isUnreachable ? .unreachable : .failed
    }
  }
}
