/// Remembers what was begun at a provider, so that nothing is begun and paid for twice.
///
/// Every change is on the disk before the function returns.
package struct RunJournal: Sendable {
  let database: WorkspaceDatabase

  /// All entries, oldest first.
  package func entries() throws(WorkspaceError) -> [JournalEntry] {
    try database.journalEntries()
  }

  /// The part of the journal that belongs to one step's key; `now` gives the seconds since 1970.
  package func entries(
    of step: StepID,
    key: Digest,
    now: @escaping @Sendable () -> Double
  ) -> StepJournal {
    StepJournal(owner: StepLedger(database: database, step: step, key: key, clock: now))
  }

  /// Notes the model of what was created at a provider, by the name that a user gives; a later name
  /// takes the place of an earlier one.
  package func adopt(
    _ model: String,
    remoteID: String,
    account: String,
    at instant: Double
  ) throws(WorkspaceError) {
    try database.adopt(model, remoteID: remoteID, account: account, at: instant)
  }
}

/// One thing that was begun at a provider.
package struct JournalEntry: Codable, Hashable, Sendable {
  /// How far it came.
  package enum State: String, Codable, Hashable, Sendable {
    /// A request was about to leave; whether it arrived is not known.
    case intended

    /// The provider answered with an id.
    case created

    /// It has ended and its result was fetched.
    case finished

    /// It gives no result; another may be begun.
    case abandoned
  }

  package var key: Digest
  package var account: String
  package var step: StepID
  package var state: State

  /// The provider's id, as soon as it is known.
  package var remoteID: String?

  /// The name of the model that a user gave to what was created, since the provider did not.
  package var adoptedModel: String?

  /// What the step noted, or why it was abandoned.
  package var detail: String

  /// When it was begun, in seconds since 1970.
  package var begun: Double

  /// When its state changed last, in seconds since 1970.
  package var changed: Double
}
