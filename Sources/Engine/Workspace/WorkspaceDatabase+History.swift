import GRDB

/// What a run remembers of one of its steps.
struct RunStepRow {
  /// The step's place in the plan.
  var place: Int
  var step: PastStep
}

extension WorkspaceDatabase {
  /// Begins a run and gives it its number; `claim` is called with it before anybody else can see
  /// the run.
  func beginRun(
    manifestName: String,
    manifestDigest: String,
    manifestText: String,
    toolVersion: String,
    provenance: RunProvenance?,
    at instant: Double,
    claim: (RunID) throws -> Void
  ) throws(WorkspaceError) -> RunID {
    try write(.process) { database in
      try database.execute(
        sql: """
          INSERT INTO runs (manifest_name, manifest_digest, manifest_text, tool_version, started)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [manifestName, manifestDigest, manifestText, toolVersion, instant]
      )
      let run = RunID(rawValue: Int(database.lastInsertedRowID))
      if let provenance { try Self.insert(provenance, of: run, into: database) }
      try claim(run)
      return run
    }
  }

  /// Remembers steps that made nothing.
  func save(_ rows: [RunStepRow], of run: RunID) throws(WorkspaceError) {
    guard !rows.isEmpty else { return }
    try write(.process) { database in
      for row in rows { try Self.insert(row, of: run, into: database) }
    }
  }

  /// Ends a run, with the last of its steps; with it all that was written before is on the disk.
  func endRun(
    _ run: RunID,
    rows: [RunStepRow],
    outcome: PastRun.Outcome,
    at instant: Double
  ) throws(WorkspaceError) {
    try write(.powerCut) { database in
      for row in rows { try Self.insert(row, of: run, into: database) }
      try database.execute(
        sql: "UPDATE runs SET ended = ?, outcome = ? WHERE id = ?",
        arguments: [instant, outcome.rawValue, run.rawValue]
      )
    }
  }

  /// The newest runs, newest first.
  func runs(limit: Int) throws(WorkspaceError) -> [PastRun] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT \(Self.runColumns) FROM runs WHERE outcome IS NOT ? ORDER BY id DESC LIMIT ?
          """,
        arguments: [Self.removed, limit]
      )
      return try Array(rows.map(Self.pastRun))
    }
  }

  /// The runs without an outcome, newest first.
  func openRuns() throws(WorkspaceError) -> [PastRun] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT \(Self.runColumns) FROM runs WHERE outcome IS NULL ORDER BY id DESC"
      )
      .map(Self.pastRun)
    }
  }

  /// A run; nil where there is none of that number, or none any more.
  func run(_ run: RunID) throws(WorkspaceError) -> PastRun? {
    try read { database in
      try Row.fetchOne(
        database,
        sql: "SELECT \(Self.runColumns) FROM runs WHERE id = ? AND outcome IS NOT ?",
        arguments: [run.rawValue, Self.removed]
      )
      .map(Self.pastRun)
    }
  }

  /// How many steps of a run have ended in each way, by the names of the outcomes.
  func outcomeCounts(of run: RunID) throws(WorkspaceError) -> [String: Int] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: "SELECT outcome, COUNT(*) FROM run_steps WHERE run = ? GROUP BY outcome",
        arguments: [run.rawValue]
      )
      return Dictionary(rows.map { ($0[0], $0[1]) }) { first, _ in first }
    }
  }

  /// Forgets runs; their numbers are not given again.
  ///
  /// A run that made results which are still kept leaves its number behind, for these to name.
  func remove(_ runs: [RunID]) throws(WorkspaceError) {
    try write(.powerCut) { database in
      for run in runs {
        let number: StatementArguments = [run.rawValue]
        for table in ["run_steps", "run_provenance"] {
          try database.execute(sql: "DELETE FROM \(table) WHERE run = ?", arguments: number)
        }
        try database.execute(
          sql: """
            UPDATE runs SET manifest_name = '', manifest_digest = '', manifest_text = '',
              ended = started, outcome = '\(Self.removed)' WHERE id = ?
            """,
          arguments: number
        )
        try database.execute(
          sql: """
            DELETE FROM runs WHERE id = ? AND NOT EXISTS (SELECT 1 FROM records WHERE run = runs.id)
            """,
          arguments: number
        )
      }
    }
  }

  /// What stands for the outcome of a run of which only the number is left.
  private static let removed = "removed"

  private static let runColumns = """
    id, manifest_name, manifest_digest, manifest_text, tool_version, started, ended, outcome
    """

  private static func pastRun(_ row: Row) -> PastRun {
    PastRun(
      id: RunID(rawValue: row[0]),
      manifestName: row[1],
      manifestDigest: row[2],
      manifestText: row[3],
      toolVersion: row[4],
      started: row[5],
      ended: row[6],
      outcome: (row[7] as String?).flatMap(PastRun.Outcome.init(rawValue:))
    )
  }

  /// The steps of a run in plan order, as far as they have ended.
  func steps(of run: RunID) throws(WorkspaceError) -> [PastStep] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT step, kind, outcome, reason, key, seconds FROM run_steps
          WHERE run = ? ORDER BY place
          """,
        arguments: [run.rawValue]
      )
      return try rows.map { row in
        PastStep(
          step: StepID(row[0] as String),
          kind: StepKind(row[1] as String),
          outcome: row[2],
          reason: row[3],
          key: try (row[4] as String?).map(Self.digest),
          seconds: row[5]
        )
      }
    }
  }

  /// Inserts a step's row within a transaction.
  static func insert(_ row: RunStepRow, of run: RunID, into database: Database) throws {
    let insertion = try database.cachedStatement(
      sql: """
        INSERT INTO run_steps (run, place, step, kind, outcome, reason, key, seconds)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    )
    try insertion.execute(arguments: [
      run.rawValue, row.place, row.step.step.rawValue, row.step.kind.rawValue, row.step.outcome,
      row.step.reason, row.step.key?.hexadecimal, row.step.seconds,
    ])
  }
}
