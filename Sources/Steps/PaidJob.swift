internal import Engine
internal import Providers

/// One fine-tuning job, created at most once however often the run is interrupted.
///
/// The journal holds the intent before the request leaves and the id as soon as it is back. A run
/// that finds either looks for that job before it creates another.
struct PaidJob {
  private static let activity = "creating the fine-tuning job"

  let service: any FineTuningService
  let request: FineTuneRequest
  let context: StepContext
  let payment: Payment

  /// Called before a job is waited for: what was told of another one is not this one's.
  let begin: () throws(StepFailure) -> Void

  /// The model of the job: of one that an earlier run created where there is one, of a new one
  /// otherwise.
  ///
  /// - Throws: `StepFailure` where no model came of it.
  func result(
    account: String,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(StepFailure) -> FineTunedModel {
    let model: FineTunedModel
    if let earlier = try await earlierJob(account: account),
      let found = try await outcome(of: earlier, account: account, onEvent)
    {
      model = found
    } else {
      try payment.begin(Self.activity, isSame: true)
      try context.journal.intend(account: account)
      let job = try await createJob()
      try context.journal.created(remoteID: job.rawValue, account: account)
      guard let made = try await outcome(of: job, account: account, onEvent) else {
        throw StepFailure(
          "waiting for the job '\(job.rawValue)'",
          .provider("the provider does not know the job that it has just created"),
          hint: "run again; if it happens again, look at the provider's own list of jobs"
        )
      }
      model = made
    }
    try context.journal.finished(account: account)
    return model
  }

  /// The job that an earlier run created for this step, or may have created before it ended.
  private func earlierJob(account: String) async throws(StepFailure) -> RemoteJobID? {
    guard let entry = try context.journal.pending(account: account) else { return nil }
    if let id = entry.remoteID { return RemoteJobID(rawValue: id) }
    return try await StepFailure.asking("looking for an earlier job", findJob)
  }

  /// The model of a job, or nil where the provider has no such job any more.
  private func outcome(
    of job: RemoteJobID,
    account: String,
    _ onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(StepFailure) -> FineTunedModel? {
    let activity = "tuning \(request.parameters.model)"
    try begin()
    do throws(ProviderError) {
      return try await service.result(of: job, onEvent: onEvent)
    } catch {
      switch error {
      case .unknownJob:
        try context.journal.abandoned(because: "\(error)", account: account)
        try payment.end(billed: nil)
        return nil
      case .jobFailed, .rejected:
        // Nothing more will come of it: the next run creates another. What was trained of it may be
        // billed all the same.
        try context.journal.abandoned(because: "\(error)", account: account)
        try payment.end(billed: nil)
        throw StepFailure(activity, because: error)
      case .cancelled, .denied, .exhausted, .file, .uncertain, .unavailable, .unreachable,
        .unreadable, .unsupported:
        throw StepFailure(activity, because: error)
      }
    }
  }

  private func createJob() async throws(StepFailure) -> RemoteJobID {
    do {
      return try await service.createJob(request)
    } catch {
      // What was refused is not paid; of everything else it is not known.
      switch error {
      case .rejected, .denied, .exhausted, .unsupported: try payment.void()
      default: break
      }
      throw StepFailure(Self.activity, because: error)
    }
  }

  private func findJob() async throws(ProviderError) -> RemoteJobID? {
    try await service.job(for: request)
  }
}
