internal import Engine
internal import Providers

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// One fine-tuning job, created at most once however often the run is interrupted.
///
/// The journal holds the intent before the request leaves and the id as soon as it is back. A run
/// that finds either looks for that job before it creates another.
struct PaidJob: RemoteWork {
  private static let activity = "creating the fine-tuning job"

  let provider: any Provider
  var request: FineTuneRequest
  let context: StepContext
  let payment: Payment

  /// How long a job is waited for; nil for as long as it takes.
  let deadline: Deadline?

  /// Called before a job is waited for: what was told of another one is not this one's.
  let prepare: @Sendable () throws(StepFailure) -> Void

  /// Gets what the provider tells of the job.
  let onEvent: @Sendable (FineTuneEvent) -> Void

  var journal: StepJournal { context.journal }
  var account: String { provider.identity.account }

  /// The model of the job: of one that an earlier run created where there is one, of a new one
  /// otherwise.
  ///
  /// - Throws: `StepFailure` where no model came of it.
  func model() async throws(StepFailure) -> FineTunedModel {
    var job = self
    job.request.knownJobs = try KnownJobs(journal, account: account)
    return try await job.result()
  }

  /// A job whose creation was asked for and not answered.
  func find(_ entry: JournalEntry) async throws(StepFailure) -> String? {
    // A request that was on its way when its run ended may be carried out while we look.
    let age = journal.age(of: entry)
    var rest =
      !provider.placement.goesOnAlone ? 0 : min(JobSearch.settling, JobSearch.settling - age)
    while true {
      if let job = try await StepFailure.asking("looking for an earlier job", findJob) {
        return job.rawValue
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

  func begin() async throws(StepFailure) -> String {
    var request = request
    request.trainingFile = try await present(request.trainingFile)
    if let file = request.validationFile { request.validationFile = try await present(file) }
    request.capacityTimeout = context.waitsForRemoteWork ? deadline?.seconds ?? .infinity : 0
    let isFirst = try journal.pending(account: account) == nil
    try payment.begin(Self.activity, isSame: true)
    if let suffix = request.suffix, let rest = provider.cutLabel(of: suffix) {
      context.note(
        "'\(provider.identity.name)' has too little room for the suffix '\(suffix)' and the step's mark: "
          + "'\(rest)' is left of it"
      )
    }
    // What was asked for is compared with what the provider says, by later steps too.
    let order = JSONDocument.line(request.order)
    var wasSent = false
    var journalFailure: StepFailure?
    let job: RemoteJobID
    do throws(ProviderError) {
      job = try await provider.fineTuning.createJob(request) { () throws(ProviderError) in
        do throws(StepFailure) {
          try journal.intend(account: account, detail: order)
          wasSent = true
        } catch {
          journalFailure = error
          // What is not written down is not sent.
          throw .cancelled
        }
      }
    } catch {
      if let journalFailure { throw journalFailure }
      try giveUp(isFirst: isFirst, wasSent: wasSent, because: error)
      throw StepFailure(Self.activity, because: error)
    }
    // A job that was found has the same order.
    if !wasSent { try journal.intend(account: account, detail: order) }
    context.note("the job '\(job.rawValue)' is at '\(provider.identity.name)'")
    return job.rawValue
  }

  /// Writes down that nothing is paid, where there is certainly no job.
  private func giveUp(
    isFirst: Bool,
    wasSent: Bool,
    because error: ProviderError
  ) throws(StepFailure) {
    guard isFirst else { return }
    guard wasSent else { return try payment.void() }
    switch error {
    // The next run need not look long for a job.
    case .denied, .exhausted, .file, .full, .rejected, .unsupported:
      try journal.abandoned(because: "\(error)", account: account)
      try payment.void()
    case .cancelled, .jobFailed, .uncertain, .unavailable, .unknownJob, .unnamedModel, .unreachable,
      .unreadable:
      break
    }
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
  func outcome(of id: String) async throws(StepFailure) -> FineTunedModel? {
    let job = RemoteJobID(rawValue: id)
    let activity = "tuning \(request.parameters.model)"
    try prepare()
    guard let entry = try journal.pending(account: account) else { return nil }
    let look: Look
    do throws(ProviderError) {
      look = try await self.look(at: job, entry)
    } catch {
      switch error {
      case .unknownJob:
        try journal.abandoned(because: "\(error)", account: account)
        try payment.end(billed: nil)
        return nil
      case .jobFailed, .rejected:
        // Nothing more will come of it: the next run creates another. What was trained of it may be
        // billed all the same.
        try journal.abandoned(because: "\(error)", account: account)
        try payment.end(billed: nil)
        throw StepFailure(activity, because: error)
      case .unnamedModel(let sentence):
        throw StepFailure(
          activity,
          .provider(sentence),
          hint:
            "look there for the model's name, and write it down with 'manifest-run provider adopt "
            + "\(context.step) MODEL'; the job is kept, and no other is created"
        )
      case .cancelled, .denied, .exhausted, .file, .full, .uncertain, .unavailable, .unreachable,
        .unreadable, .unsupported:
        throw StepFailure(activity, because: error)
      }
    }
    switch look {
    case .ended(let model): return model
    case .differs(let differences, let model):
      // The journal keeps the job: neither is it created again, nor is it lost for who accepts it.
      throw StepFailure(
        activity,
        differing: differences,
        job: job,
        model,
        of: provider,
        context.step
      )
    case .goesOn: throw StepFailure(activity, .waits(.remoteWork(id: job.rawValue)))
    case .isLate(let time):
      throw StepFailure(activity, .waits(.deadline(id: job.rawValue, time)))
    }
  }

  /// What is seen of a job.
  private enum Look {
    case ended(FineTunedModel)

    /// The provider says other parameters than were asked for; with a model, once it has ended.
    case differs([ParameterComparison], model: String?)

    /// It goes on, and is not waited for.
    case goesOn

    /// It goes on past its deadline, which is so long.
    case isLate(String)
  }

  /// Compares what the provider says of a job with what was asked for, then waits for it where the run
  /// waits, and compares again what is said at the end.
  private func look(
    at job: RemoteJobID,
    _ entry: JournalEntry
  ) async throws(ProviderError) -> Look {
    let jobs = provider.fineTuning
    if let name = entry.adoptedModel {
      context.note("the model '\(name)' of the job '\(job.rawValue)' was named by hand")
      var model = try await jobs.model(named: name, of: job, onEvent: onEvent)
      model.isAdopted = true
      return compared(model)
    }
    // What runs here goes on only while it is waited for.
    let isWaitedFor = context.waitsForRemoteWork || !provider.placement.goesOnAlone
    let seen = try await seen(job, isWaitedFor: isWaitedFor)
    if let seen, !seen.status.hasNoModel {
      let comparison = seen.reported.compared(with: request.parameters)
      let differences = comparison.filter { $0.verdict == .different }
      guard differences.isEmpty else { return .differs(differences, model: seen.status.model) }
      noteUnknown(comparison.filter { $0.verdict == .unknown }, of: job)
    }
    let isLate = deadline.map { $0.seconds <= journal.age(of: entry) } ?? false
    if !isWaitedFor || isLate && provider.placement.goesOnAlone {
      let status: FineTuneStatus
      if let seen {
        status = seen.status
      } else {
        status = try await jobs.status(of: job)
      }
      if status.isFinal { return compared(try await jobs.result(of: job, onEvent: onEvent)) }
      return isWaitedFor ? deadline.map { .isLate($0.text) } ?? .goesOn : .goesOn
    }
    guard let deadline, provider.placement.goesOnAlone else {
      return compared(try await jobs.result(of: job, onEvent: onEvent))
    }
    let rest = deadline.seconds - journal.age(of: entry)
    let model = try await Deadline.answer(within: rest) { () async throws(ProviderError) in
      try await jobs.result(of: job, onEvent: onEvent)
    }
    return model.map(compared) ?? .isLate(deadline.text)
  }

  /// A model, unless its job trained with other parameters than were asked for.
  private func compared(_ model: FineTunedModel) -> Look {
    let differences = model.reported?.compared(with: request.parameters).filter {
      $0.verdict == .different
    }
    if let differences, !differences.isEmpty { return .differs(differences, model: model.id) }
    return .ended(model)
  }

  /// The job as its provider tells of it; nil where it tells nothing, or does not answer for now and is
  /// waited for.
  private func seen(
    _ job: RemoteJobID,
    isWaitedFor: Bool
  ) async throws(ProviderError) -> RemoteJob? {
    do throws(ProviderError) {
      return try await provider.inventory?.job(job)
    } catch {
      switch error {
      case .unreachable, .unavailable:
        guard isWaitedFor else { throw error }
        return nil
      default: throw error
      }
    }
  }

  private func noteUnknown(_ unknown: [ParameterComparison], of job: RemoteJobID) {
    guard !unknown.isEmpty else { return }
    let keys = unknown.map { comparison in
      guard case .word(let word) = comparison.reported else { return "'\(comparison.key)'" }
      return "'\(comparison.key)' (it says '\(word)')"
    }
    context.note(
      "'\(provider.identity.name)' does not say with which \(keys.joined(separator: ", ")) the job "
        + "'\(job.rawValue)' trains; it was asked for what the manifest says"
    )
  }

  private func findJob() async throws(ProviderError) -> RemoteJobID? {
    try await provider.fineTuning.job(for: request)
  }
}

extension FineTuneStatus {
  /// The model with which it ended.
  fileprivate var model: String? {
    if case .succeeded(let model) = self { model } else { nil }
  }

  /// Whether it ended without a model.
  fileprivate var hasNoModel: Bool {
    switch self {
    case .failed, .cancelled: true
    case .queued, .running, .succeeded, .other: false
    }
  }
}

extension StepFailure {
  /// A job that trains with other parameters than were asked for, and what can be done about it.
  fileprivate init(
    _ activity: String,
    differing differences: [ParameterComparison],
    job: RemoteJobID,
    _ model: String?,
    of provider: any Provider,
    _ step: StepID
  ) {
    let accepted = differences.map { comparison in
      let isList = ["models", "seeds"].contains(comparison.key)
      return
        "'fine-tune.\(comparison.key): \(isList ? "[\(comparison.reported)]" : "\(comparison.reported)")'"
    }
    self.init(
      activity,
      .provider(
        "'\(provider.identity.name)' trains the job '\(job.rawValue)' with other parameters than were "
          + "asked for: \(differences.map(\.description).joined(separator: ", "))"
      ),
      hint: (model.map { model in
        "to have another trained, call 'manifest-run cancel \(step)' and delete the model '\(model)' there"
      } ?? "stop it with 'manifest-run cancel \(step)'")
        + "; or accept it: write \(accepted.joined(separator: ", ")), and the next run takes this job"
    )
  }
}

extension KnownJobs {
  /// What a workspace's journal knows of an account's jobs, for one step.
  fileprivate init(_ journal: StepJournal, account: String) throws(StepFailure) {
    let entries = try journal.others(account: account)
    var others: [RemoteJobID: JobOrder?] = [:]
    for entry in entries {
      guard let id = entry.remoteID else { continue }
      others[RemoteJobID(rawValue: id)] = .some(entry.order)
    }
    let own = try journal.pending(account: account)
    let isAlone = !entries.contains { $0.state == .intended }
    self.init(others: others, askedAt: isAlone && own?.remoteID == nil ? own?.begun : nil)
  }
}
