internal import Engine
internal import Providers

/// One fine-tuning job, created at most once however often the run is interrupted.
///
/// The journal holds the intent before the request leaves and the id as soon as it is back. A run
/// that finds either looks for that job before it creates another.
struct PaidJob {
  private static let activity = "creating the fine-tuning job"

  let provider: any Provider
  let request: FineTuneRequest
  let context: StepContext
  let payment: Payment

  /// Called before a job is waited for: what was told of another one is not this one's.
  let begin: () throws(StepFailure) -> Void

  /// How long after a request has left its job may take to show at the provider, in seconds.
  private static let settling = 15.0

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
      let job = try await create(account: account)
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
    // A request that was on its way when its run ended may be carried out while we look.
    let age = context.journal.age(of: entry)
    var rest = provider.runsHere ? 0 : min(Self.settling, Self.settling - age)
    while true {
      if let job = try await StepFailure.asking("looking for an earlier job", findJob) {
        try context.journal.created(remoteID: job.rawValue, account: account)
        return job
      }
      guard rest > 0 else { return nil }
      context.note(
        "the job of an earlier request may still show at the provider, and is looked for"
      )
      do {
        try await Task.sleep(for: .seconds(min(2, rest)))
      } catch {
        throw StepFailure("looking for an earlier job", .cancelled)
      }
      rest -= 2
    }
  }

  private func create(account: String) async throws(StepFailure) -> RemoteJobID {
    var request = request
    request.trainingFile = try await present(request.trainingFile)
    if let file = request.validationFile { request.validationFile = try await present(file) }
    let isFirst = try context.journal.pending(account: account) == nil
    try payment.begin(Self.activity, isSame: true)
    try context.journal.intend(account: account)
    let job: RemoteJobID
    do throws(ProviderError) {
      job = try await provider.fineTuning.createJob(request)
    } catch {
      switch error {
      // There is no job, so that nothing is paid and the next run need not look long for one.
      case .denied, .exhausted, .file, .full, .rejected, .unsupported:
        if isFirst {
          try context.journal.abandoned(because: "\(error)", account: account)
          try payment.void()
        }
      case .cancelled, .jobFailed, .uncertain, .unavailable, .unknownJob, .unreachable, .unreadable:
        break
      }
      throw StepFailure(Self.activity, because: error)
    }
    try context.journal.created(remoteID: job.rawValue, account: account)
    context.note("the job '\(job.rawValue)' is at '\(provider.identity.name)'")
    return job
  }

  /// A file as it is at the provider now; one that was deleted there is uploaded again.
  private func present(_ file: UploadedFile) async throws(StepFailure) -> UploadedFile {
    let name = file.content.name
    return try await StepFailure.asking(
      "looking for '\(name)' at the provider"
    ) { () async throws(ProviderError) in
      if try await provider.files.has(file.id) { return file }
      context.note("'\(name)' is no longer at the provider, and is uploaded again")
      return UploadedFile(id: try await provider.files.upload(file.content), content: file.content)
    }
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
      if try await isToBeWaitedFor(job) {
        return try await provider.fineTuning.result(of: job, onEvent: onEvent)
      }
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
      case .cancelled, .denied, .exhausted, .file, .full, .uncertain, .unavailable, .unreachable,
        .unreadable, .unsupported:
        throw StepFailure(activity, because: error)
      }
    }
    throw StepFailure(activity, .waits(.remoteWork(id: job.rawValue)))
  }

  /// Whether a job has ended, or is waited for until it has.
  private func isToBeWaitedFor(_ job: RemoteJobID) async throws(ProviderError) -> Bool {
    // What runs here goes on only while it is waited for.
    if context.waitsForRemoteWork || provider.runsHere { return true }
    return try await provider.fineTuning.status(of: job).isFinal
  }

  private func findJob() async throws(ProviderError) -> RemoteJobID? {
    try await provider.fineTuning.job(for: request)
  }
}
