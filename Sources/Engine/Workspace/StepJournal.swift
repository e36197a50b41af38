/// What one step began at a provider, by cache key and account.
///
/// The order for a step is: ask `pending`; where it has a remote id, wait for that; where it has
/// only an intent, look for the work at the provider; else `intend`, send the request, `created`,
/// wait, `finished`. A finished entry stays pending, since the process may die before the outputs are
/// recorded, and since outputs that are lost later can be fetched again for nothing. A step whose
/// remote work failed or is no longer known says `abandoned` and may begin again.
package struct StepJournal: Sendable {
  let database: WorkspaceDatabase
  let step: StepID
  let key: Digest
  let now: @Sendable () -> Double

  /// The newest entry of this key and account that was not abandoned.
  package func pending(account: String = "") throws(StepFailure) -> JournalEntry? {
    try perform { () throws(WorkspaceError) in
      try database.pendingJournalEntry(key: key, account: account)
    }
  }

  /// The entries of other keys, oldest first.
  package func others(account: String = "") throws(StepFailure) -> [JournalEntry] {
    try perform { () throws(WorkspaceError) in
      try database.journalEntries().filter { $0.account == account && $0.key != key }
    }
  }

  /// How long ago an entry changed last, in seconds.
  package func age(of entry: JournalEntry) -> Double { now() - entry.changed }

  /// Notes that a request is about to leave; a pending intent is kept, as one that leaves now.
  package func intend(account: String = "", detail: String = "") throws(StepFailure) {
    try perform { () throws(WorkspaceError) in
      try database.intend(
        key: key,
        account: account,
        step: step,
        detail: detail,
        at: now()
      )
    }
  }

  /// Notes the id that the provider gave, whether or not an intent was noted.
  ///
  /// Where another key's entry has it, that one has lost it.
  package func created(remoteID: String, account: String = "") throws(StepFailure) {
    try change(to: .created, remoteID: remoteID, account: account)
  }

  /// Notes that the remote work has ended and that its result was fetched.
  package func finished(account: String = "") throws(StepFailure) {
    try change(to: .finished, account: account)
  }

  /// Notes that the remote work gives no result, so that another may be begun.
  package func abandoned(because reason: String, account: String = "") throws(StepFailure) {
    try change(to: .abandoned, detail: reason, account: account)
  }

  private func change(
    to state: JournalEntry.State,
    remoteID: String? = nil,
    detail: String? = nil,
    account: String
  ) throws(StepFailure) {
    try perform { () throws(WorkspaceError) in
      try database.changeJournalEntry(
        key: key,
        account: account,
        step: step,
        to: state,
        remoteID: remoteID,
        detail: detail,
        at: now()
      )
    }
  }

  private func perform<Value>(
    _ access: () throws(WorkspaceError) -> Value
  ) throws(StepFailure) -> Value {
    do {
      return try access()
    } catch {
      throw StepFailure("keeping the journal of step '\(step)'", error)
    }
  }
}
