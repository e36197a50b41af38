/// The look for a job whose creation was begun and whose name nobody knows, in its account's list.
package enum JobSearch {
  case found(RemoteJob)

  /// There is none.
  case absent

  /// There are jobs without a mark that may be the one, or the request may still be on its way.
  case uncertain

  /// How long after a request has left its job may take to show at a provider, in seconds.
  package static let settling = 15.0

  /// How much earlier than its request a job may seem to be made, in seconds: clocks differ.
  private static let clockError = 600.0

  /// - Parameters:
  ///   - marks: The forms in which the provider shows the step's key.
  ///   - begun: When the creation was begun, in seconds since 1970.
  ///   - sent: When its request left last.
  ///   - jobs: All jobs of the account.
  ///   - now: In seconds since 1970.
  package init(
    for marks: [String],
    begun: Double,
    sent: Double,
    in jobs: [RemoteJob],
    now: Double
  ) {
    let marked = jobs.filter { $0.stepKeys.contains(where: marks.contains) }
    let living = marked.filter { $0.status != .cancelled && !$0.status.hasFailed }
    if let job = living.first ?? marked.first {
      self = .found(job)
    } else if now - sent < Self.settling {
      self = .uncertain
    } else if jobs.contains(where: { job in
      // A service may show a job's mark only when it has ended, or never.
      job.stepKeys.isEmpty && !job.status.isFinal
        && job.created ?? .infinity > begun - Self.clockError
    }) {
      self = .uncertain
    } else {
      self = .absent
    }
  }
}

extension FineTuneStatus {
  fileprivate var hasFailed: Bool {
    if case .failed = self { return true }
    return false
  }
}
