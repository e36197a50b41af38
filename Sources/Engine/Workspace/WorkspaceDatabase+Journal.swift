import GRDB

extension WorkspaceDatabase {
  /// All journal entries, oldest first.
  func journalEntries() throws(WorkspaceError) -> [JournalEntry] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT \(Self.journalColumns) FROM journal ORDER BY id")
        .map { try Self.journalEntry($0, in: database) }
    }
  }

  /// The newest entry of a key and account that was not abandoned.
  func pendingJournalEntry(key: Digest, account: String) throws(WorkspaceError) -> JournalEntry? {
    try read { database in
      try Self.pendingRow(key, account, in: database).map {
        try Self.journalEntry($0, in: database)
      }
    }
  }

  /// Adds an intent, or notes of the one that is pending for the key and account that it is renewed.
  func intend(
    key: Digest,
    account: String,
    step: StepID,
    detail: String,
    at instant: Double
  ) throws(WorkspaceError) {
    try write(.powerCut) { database in
      guard try Self.pendingRow(key, account, in: database) != nil else {
        return try Self.insertIntent(key, account, step, detail, instant, into: database)
      }
      try database.execute(
        sql: """
          UPDATE journal SET changed = ? WHERE key = ? AND account = ? AND state = 'intended'
          """,
        arguments: [instant, key.hexadecimal, account]
      )
    }
  }

  /// Changes the pending entry of a key and account; where there is none it is made first.
  func changeJournalEntry(
    key: Digest,
    account: String,
    step: StepID,
    to state: JournalEntry.State,
    remoteID: String?,
    detail: String?,
    at instant: Double
  ) throws(WorkspaceError) {
    try write(.powerCut) { database in
      if try Self.pendingRow(key, account, in: database) == nil {
        try Self.insertIntent(key, account, step, "", instant, into: database)
      }
      try database.execute(
        sql: """
          UPDATE journal SET state = ?, remote_id = COALESCE(?, remote_id),
            detail = COALESCE(?, detail), changed = ?
          WHERE id = (SELECT MAX(id) FROM journal
            WHERE key = ? AND account = ? AND state <> 'abandoned')
          """,
        arguments: [state.rawValue, remoteID, detail, instant, key.hexadecimal, account]
      )
      if let remoteID {
        try Self.take(remoteID, from: account, for: key, step, at: instant, in: database)
      }
    }
  }

  /// Abandons what other keys say of some work, which is now a key's own and paid for by its charge.
  private static func take(
    _ remoteID: String,
    from account: String,
    for key: Digest,
    _ step: StepID,
    at instant: Double,
    in database: Database
  ) throws {
    let work = "remote_id = ? AND account = ? AND key <> ? AND state = 'created'"
    try database.execute(
      sql: """
        UPDATE charges SET state = ?, changed = ?
        WHERE state = ? AND key IN (SELECT key FROM journal WHERE \(work))
        """,
      arguments: [
        Charge.State.void.rawValue, instant, Charge.State.open.rawValue, remoteID, account,
        key.hexadecimal,
      ]
    )
    try database.execute(
      sql: "UPDATE journal SET state = 'abandoned', detail = ?, changed = ? WHERE \(work)",
      arguments: ["taken by '\(step)'", instant, remoteID, account, key.hexadecimal]
    )
  }

  /// Keeps the name that a user gives to the model of what was created at a provider.
  func adopt(
    _ model: String,
    remoteID: String,
    account: String,
    at instant: Double
  ) throws(WorkspaceError) {
    try write(.powerCut) { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO adopted_models (account, remote_id, model, adopted)
          VALUES (?, ?, ?, ?)
          """,
        arguments: [account, remoteID, model, instant]
      )
    }
  }

  private static func adoptedModel(
    of remoteID: String,
    account: String,
    in database: Database
  ) throws -> String? {
    // A database of an earlier version that cannot be written stays without the table.
    guard try database.tableExists("adopted_models") else { return nil }
    return try String.fetchOne(
      database,
      sql: "SELECT model FROM adopted_models WHERE account = ? AND remote_id = ?",
      arguments: [account, remoteID]
    )
  }

  private static let journalColumns =
    "key, account, step, state, remote_id, detail, begun, changed"

  fileprivate static func pendingRow(
    _ key: Digest,
    _ account: String,
    in database: Database
  ) throws -> Row? {
    try Row.fetchOne(
      database,
      sql: """
        SELECT \(journalColumns) FROM journal
        WHERE key = ? AND account = ? AND state <> 'abandoned' ORDER BY id DESC LIMIT 1
        """,
      arguments: [key.hexadecimal, account]
    )
  }

  private static func insertIntent(
    _ key: Digest,
    _ account: String,
    _ step: StepID,
    _ detail: String,
    _ instant: Double,
    into database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO journal (key, account, step, state, detail, begun, changed)
        VALUES (?, ?, ?, 'intended', ?, ?, ?)
        """,
      arguments: [key.hexadecimal, account, step.rawValue, detail, instant, instant]
    )
  }

  fileprivate static func journalEntry(
    _ row: Row,
    in database: Database
  ) throws -> JournalEntry {
    guard let state = JournalEntry.State(rawValue: row[3]) else {
      throw DatabaseError(
        resultCode: .SQLITE_CORRUPT,
        message: "'\(row[3] as String)' is no state of a journal entry"
      )
    }
    return JournalEntry(
      key: try digest(row[0]),
      account: row[1],
      step: StepID(row[2] as String),
      state: state,
      remoteID: row[4],
      adoptedModel: try (row[4] as String?).flatMap {
        try adoptedModel(of: $0, account: row[1], in: database)
      },
      detail: row[5],
      begun: row[6],
      changed: row[7]
    )
  }
}

extension RecordReader {
  /// The newest journal entry of a key and account that was not abandoned.
  func pendingEntry(key: Digest, account: String) throws(WorkspaceError) -> JournalEntry? {
    try attempt {
      try WorkspaceDatabase.pendingRow(key, account, in: database).map {
        try WorkspaceDatabase.journalEntry($0, in: database)
      }
    }
  }
}
