import GRDB

#if canImport(FoundationEssentials)
private import FoundationEssentials
#else
private import Foundation
#endif

/// Who pays something, and when.
struct ChargeRow {
  var run: RunID
  var step: StepID
  var key: Digest

  /// In seconds since 1970.
  var instant: Double
}

extension WorkspaceDatabase {
  /// The table of what was paid.
  static let chargeSchema = """
    CREATE TABLE charges (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run INTEGER NOT NULL,
      step TEXT NOT NULL,
      key TEXT NOT NULL,
      state TEXT NOT NULL,
      expected TEXT NOT NULL,
      billed TEXT,
      begun REAL NOT NULL,
      changed REAL NOT NULL
    );
    CREATE INDEX charges_by_key ON charges (key, id);
    """

  /// What was paid for the steps of some keys or by a run, oldest first.
  func charges(of keys: Set<Digest>, by run: RunID?) throws(WorkspaceError) -> [Charge] {
    try read { try Self.charges(of: keys, by: run, in: $0) }
  }

  /// Writes down what is about to be paid, unless it would pass a limit.
  ///
  /// - Parameters:
  ///   - bill: What is expected.
  ///   - row: Who pays.
  ///   - isSame: Whether what an earlier attempt left open is the same work.
  ///   - limit: The most that the steps of some keys may cost, and what this adds to it.
  /// - Returns: What is spent already, where the limit forbids more; nil where it was written down.
  /// - Throws: `WorkspaceError` where it could not be written down.
  @discardableResult
  func reserve(
    _ bill: Bill,
    _ row: ChargeRow,
    isSame: Bool,
    within limit: (most: Double, keys: Set<Digest>, adding: Double)?
  ) throws(WorkspaceError) -> Double? {
    try write(.powerCut) { database in
      let open = isSame ? try Self.openCharge(of: row.key, in: database) : nil
      if let limit {
        // The same work counts once, by what is known of it now.
        let paid = try Self.charges(of: limit.keys, in: database, except: open)
        let spent = paid.reduce(0) { $0 + ($1.amount ?? 0) }
        // What a sum of prices gains or loses by rounding is no reason to refuse.
        guard spent + limit.adding <= limit.most * (1 + 1e-9) else { return spent }
      }
      let text = try Self.text(of: bill)
      if let open {
        try database.execute(
          sql: "UPDATE charges SET expected = ?, changed = ? WHERE id = ?",
          arguments: [text, row.instant, open]
        )
      } else {
        try database.execute(
          sql: """
            INSERT INTO charges (run, step, key, state, expected, begun, changed)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            row.run.rawValue, row.step.rawValue, row.key.hexadecimal,
            Charge.State.open.rawValue, text, row.instant, row.instant,
          ]
        )
      }
      return nil
    }
  }

  /// Changes the newest open charge of a key; nothing happens where there is none.
  func changeCharge(
    of key: Digest,
    to state: Charge.State,
    billed: Bill?,
    at instant: Double
  ) throws(WorkspaceError) {
    try write(.powerCut) { database in
      guard let open = try Self.openCharge(of: key, in: database) else { return }
      try database.execute(
        sql: "UPDATE charges SET state = ?, billed = ?, changed = ? WHERE id = ?",
        arguments: [state.rawValue, try billed.map(Self.text), instant, open]
      )
    }
  }

  private static func openCharge(of key: Digest, in database: Database) throws -> Int64? {
    try Int64.fetchOne(
      database,
      sql: "SELECT id FROM charges WHERE key = ? AND state = ? ORDER BY id DESC LIMIT 1",
      arguments: [key.hexadecimal, Charge.State.open.rawValue]
    )
  }

  private static func charges(
    of keys: Set<Digest>,
    by run: RunID? = nil,
    in database: Database,
    except other: Int64? = nil
  ) throws -> [Charge] {
    // A database of an earlier version that cannot be written stays without the table.
    guard try database.tableExists("charges") else { return [] }
    // Nothing is paid for most steps, so all that was paid is less than all keys.
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT id, run, step, key, state, expected, billed FROM charges ORDER BY id"
    )
    var charges: [Charge] = []
    while let row = try rows.next() {
      let key = try digest(row[3])
      let payer = RunID(rawValue: row[1])
      guard keys.contains(key) || payer == run, row[0] as Int64 != other else { continue }
      guard let state = Charge.State(rawValue: row[4]) else {
        throw DatabaseError(
          resultCode: .SQLITE_CORRUPT,
          message: "'\(row[4] as String)' is no state of a charge"
        )
      }
      charges.append(
        Charge(
          run: payer,
          step: StepID(row[2] as String),
          key: key,
          state: state,
          expected: try bill(row[5]),
          billed: try (row[6] as String?).map(bill)
        )
      )
    }
    return charges
  }

  private static func text(of bill: Bill) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(bill), as: UTF8.self)
  }

  private static func bill(_ text: String) throws -> Bill {
    try JSONDecoder().decode(Bill.self, from: Data(text.utf8))
  }
}

extension Workspace {
  /// What was paid for the steps of some keys, in whichever run, and by one run, oldest first.
  package func charges(
    of keys: Set<Digest>,
    by run: RunID? = nil
  ) throws(WorkspaceError) -> [Charge] {
    try database.charges(of: keys, by: run)
  }
}
