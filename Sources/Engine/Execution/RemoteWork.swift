/// Work that one step begins elsewhere and that goes on without this process: a job at a service, a step
/// in a queue.
///
/// The journal holds the intent before anything leaves and the id as soon as it is known, so that the
/// work is begun at most once however often runs are interrupted: what finds either looks for that
/// work before it begins another.
package protocol RemoteWork: Sendable {
  associatedtype Outcome: Sendable

  var journal: StepJournal { get }

  /// Where the work is, as the journal names it.
  var account: String { get }

  /// Looks for work that was begun by an intent and whose id nobody wrote down.
  func find(_ intent: JournalEntry) async throws(StepFailure) -> String?

  /// Begins the work and returns its id; the intent is in the journal before anything leaves.
  func begin() async throws(StepFailure) -> String

  /// What came of the work; nil where it is not known there any more, which the journal then says.
  ///
  /// - Throws: `StepFailure` where nothing came of it, or where it is not waited for.
  func outcome(of id: String) async throws(StepFailure) -> Outcome?
}

extension RemoteWork {
  /// What came of the work: of that which an earlier run began where there is some, of new work
  /// otherwise.
  package func result() async throws(StepFailure) -> Outcome {
    let outcome: Outcome
    if let earlier = try await earlier(), let found = try await self.outcome(of: earlier) {
      outcome = found
    } else {
      let id = try await begin()
      try journal.created(remoteID: id, account: account)
      guard let made = try await self.outcome(of: id) else {
        throw StepFailure(
          "waiting for '\(id)'",
          .provider("it was just begun, and is not known there"),
          hint: "run again; if it happens again, look at the list of jobs there"
        )
      }
      outcome = made
    }
    try journal.finished(account: account)
    return outcome
  }

  /// What an earlier run began, or may have begun before it ended.
  private func earlier() async throws(StepFailure) -> String? {
    guard let entry = try journal.pending(account: account) else { return nil }
    if let id = entry.remoteID { return id }
    guard let id = try await find(entry) else { return nil }
    try journal.created(remoteID: id, account: account)
    return id
  }
}
