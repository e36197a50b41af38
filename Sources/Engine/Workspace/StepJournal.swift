/// What one step began at a provider, by cache key and account.
///
/// The order for a step is: ask `pending`; where it has a remote id, wait for that; where it has
/// only an intent, look for the work at the provider; else `intend`, send the request, `created`,
/// wait, `finished`. A finished entry stays pending, since the process may die before the outputs are
/// recorded, and since outputs that are lost later can be fetched again for nothing. A step whose
/// remote work failed or is no longer known says `abandoned` and may begin again.
package struct StepJournal: Sendable {
  let owner: any StepOwner

  /// The newest entry of this key and account that was not abandoned.
  package func pending(account: String = "") throws(StepFailure) -> JournalEntry? {
    try entries(.pendingWork(account: account)).first
  }

  /// The entries of other keys, oldest first.
  package func others(account: String = "") throws(StepFailure) -> [JournalEntry] {
    try entries(.otherWork(account: account))
  }

  /// How long ago an entry changed last, in seconds.
  package func age(of entry: JournalEntry) -> Double { owner.now - entry.changed }

  /// Notes that a request is about to leave; a pending intent is kept, as one that leaves now.
  package func intend(account: String = "", detail: String = "") throws(StepFailure) {
    _ = try owner.answer(.intend(account: account, detail: detail))
  }

  /// Notes the id that the provider gave, whether or not an intent was noted.
  ///
  /// Where another key's entry has it, that one has lost it.
  package func created(remoteID: String, account: String = "") throws(StepFailure) {
    try change(to: .created, account, remoteID: remoteID)
  }

  /// Notes that the remote work has ended and that its result was fetched.
  package func finished(account: String = "") throws(StepFailure) {
    try change(to: .finished, account)
  }

  /// Notes that the remote work gives no result, so that another may be begun.
  package func abandoned(because reason: String, account: String = "") throws(StepFailure) {
    try change(to: .abandoned, account, detail: reason)
  }

  private func change(
    to state: JournalEntry.State,
    _ account: String,
    remoteID: String? = nil,
    detail: String? = nil
  ) throws(StepFailure) {
    let change = StepRequest.change(state, account: account, remoteID: remoteID, detail: detail)
    _ = try owner.answer(change)
  }

  private func entries(_ request: StepRequest) throws(StepFailure) -> [JournalEntry] {
    guard case .entries(let entries) = try owner.answer(request) else {
      throw .misunderstood(request)
    }
    return entries
  }
}

extension StepFailure {
  /// The owner of the run has answered something else than was asked.
  static func misunderstood(_ request: StepRequest) -> StepFailure {
    StepFailure(
      "asking the owner of the run",
      .storage("it gave another answer than '\(request)' has"),
      hint: "use one version of manifest-run for the run and its workers"
    )
  }
}
