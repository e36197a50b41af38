internal import Engine
internal import Providers

extension StepFailure {
  /// What a provider said, as the failure of a step.
  init(_ activity: String, because error: ProviderError) {
    switch error {
    case .cancelled:
      self.init(activity, Cause.cancelled)
    case .unreachable:
      self.init(
        activity,
        .unreachable("\(error)"),
        hint: "check the address and the network, then run again: finished steps are kept"
      )
    case .file(let path, let problem):
      self.init(activity, .storage("'\(path)': \(problem)"))
    case .unavailable:
      self.init(
        activity,
        .unreachable("\(error)"),
        hint: "run again later: finished steps are kept, and a job that goes on is waited for"
      )
    case .uncertain:
      self.init(
        activity,
        .unreachable("\(error)"),
        hint: "run again: the job is looked for before another is created"
      )
    case .full(let sentence): self.init(activity, .waits(.turn(sentence)))
    case .rejected, .unknownJob, .jobFailed, .unsupported, .denied, .exhausted, .unnamedModel,
      .unreadable:
      self.init(activity, .provider("\(error)"))
    }
  }

  /// Asks a provider for something and makes what it says instead the failure of a step.
  ///
  /// - Throws: `StepFailure` with the activity that failed.
  static func asking<Answer>(
    _ activity: String,
    _ request: () async throws(ProviderError) -> Answer
  ) async throws(StepFailure) -> Answer {
    do {
      return try await request()
    } catch {
      throw StepFailure(activity, because: error)
    }
  }

  /// Why a dataset could not be made, as the failure of a step.
  init(_ error: DatasetError) {
    let activity = "making the dataset"
    switch error {
    case .cancelled: self.init(activity, Cause.cancelled)
    case .file: self.init(activity, .storage("\(error)"))
    case .parameter, .template, .pairs, .damaged, .leak:
      self.init(activity, .data("\(error)", record: nil))
    }
  }
}
