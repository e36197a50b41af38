import GRDB

/// A record, and what the files of its outputs looked like when they were hashed last.
struct StoredRecord: Hashable, Sendable {
  var record: StepRecord

  /// For each of the record's artifacts what is known of its object; nil where nothing that can be relied on is.
  var stats: [StatCache.Entry?]
}

/// Looks up records within one read transaction.
struct RecordReader {
  let database: Database

  /// The path of the database, for errors.
  let path: String

  /// The record of a key.
  func record(of key: Digest) throws(WorkspaceError) -> StepRecord? {
    try storedRecord(of: key)?.record
  }

  /// The record of a key, with what is known of the objects that its outputs are; one question for all, since
  /// it is asked for every step of a plan.
  func storedRecord(of key: Digest) throws(WorkspaceError) -> StoredRecord? {
    do {
      return try storedRecord(of: key, statColumns: Self.statColumns, Self.joinedStats)
    } catch {
      // Where the table of what is known of files is damaged, all files are looked at.
      return try attempt {
        try storedRecord(of: key, statColumns: "NULL, NULL, NULL, NULL, NULL, NULL", "")
      }
    }
  }

  private static let statColumns = "size, inode, device, modified, changed, seal"
  private static let joinedStats =
    "LEFT JOIN file_stats ON file_stats.name = record_artifacts.digest"

  private func storedRecord(
    of key: Digest,
    statColumns: String,
    _ joinedStats: String
  ) throws -> StoredRecord? {
    let statement = try database.cachedStatement(
      sql: """
        SELECT record_artifacts.name, record_artifacts.digest, byte_count, \(statColumns),
          step, kind, seconds, tool_version, made_at, run, origin_cache, origin_maker
        FROM records LEFT JOIN record_artifacts ON record = id \(joinedStats)
        WHERE key = ? ORDER BY place
        """
    )
    // A row of a cursor is not copied.
    let rows = try Row.fetchCursor(statement, arguments: [key.hexadecimal])
    var found: StoredRecord?
    while let row = try rows.next() {
      if found == nil {
        found = StoredRecord(record: Self.record(row, from: 9, key: key), stats: [])
      }
      // A record without artifacts has one row without them.
      if row.hasNull(atIndex: 0) { break }
      let artifact = try Self.artifact(row, from: 0)
      found?.record.artifacts.append(artifact)
      found?.stats.append(
        Self.entry(row, from: 3, of: row[1], digest: artifact.digest, seal: row[8])
      )
    }
    return found
  }

  /// The key, in clear, that a step was last built or reused with.
  func lastKey(of step: StepID) throws(WorkspaceError) -> CacheKey? {
    try attempt {
      let statement = try database.cachedStatement(
        sql: """
          SELECT clear_key FROM run_steps JOIN records ON records.key = run_steps.key
          WHERE run_steps.step = ? AND outcome IN ('built', 'reused')
          ORDER BY run_steps.run DESC LIMIT 1
          """
      )
      // A run that was removed has no rows, and what it made is there all the same.
      let text =
        try String.fetchOne(statement, arguments: [step.rawValue])
        ?? String.fetchOne(
          try database.cachedStatement(
            sql: "SELECT clear_key FROM records WHERE step = ? ORDER BY id DESC LIMIT 1"
          ),
          arguments: [step.rawValue]
        )
      return try text.map(WorkspaceDatabase.key(inClear:))
    }
  }

  /// A key that has a record, in clear.
  func clearKey(of key: Digest) throws(WorkspaceError) -> CacheKey? {
    try attempt {
      let statement = try database.cachedStatement(
        sql: "SELECT clear_key FROM records WHERE key = ?"
      )
      let text = try String.fetchOne(statement, arguments: [key.hexadecimal])
      return try text.map(WorkspaceDatabase.key(inClear:))
    }
  }

  /// All records, oldest first.
  func allRecords() throws -> [StepRecord] {
    var records: [StepRecord] = []
    let artifacts = try Row.fetchCursor(
      database,
      sql: "SELECT record, name, digest, byte_count FROM record_artifacts ORDER BY record, place"
    )
    var next = try artifacts.next()
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT id, key, step, kind, seconds, tool_version, made_at, run, origin_cache,
          origin_maker FROM records ORDER BY id
        """
    )
    while let row = try rows.next() {
      let id: Int64 = row[0]
      var own: [Artifact] = []
      while let artifact = next {
        let record: Int64 = artifact[0]
        guard record <= id else { break }
        if record == id { own.append(try Self.artifact(artifact, from: 1)) }
        next = try artifacts.next()
      }
      var record = Self.record(row, from: 2, key: try WorkspaceDatabase.digest(row[1]))
      record.artifacts = own
      records.append(record)
    }
    return records
  }

  /// The record of a key without its artifacts, of eight columns.
  private static func record(_ row: Row, from column: Int, key: Digest) -> StepRecord {
    StepRecord(
      key: key,
      step: StepID(row[column] as String),
      kind: StepKind(row[column + 1] as String),
      artifacts: [],
      seconds: row[column + 2],
      toolVersion: row[column + 3],
      madeAt: row[column + 4],
      run: RunID(rawValue: row[column + 5]),
      origin: WorkspaceDatabase.origin(row[column + 6], row[column + 7])
    )
  }

  /// An artifact of three columns.
  private static func artifact(_ row: Row, from column: Int) throws -> Artifact {
    Artifact(
      name: ArtifactName(row[column] as String),
      digest: try WorkspaceDatabase.digest(row[column + 1]),
      byteCount: row[column + 2]
    )
  }

  /// Reads, and says of which file an error is.
  func attempt<Value>(
    _ access: () throws -> Value
  ) throws(WorkspaceError) -> Value {
    do {
      return try access()
    } catch {
      throw WorkspaceError(error, database: path)
    }
  }
}

extension WorkspaceDatabase {
  /// Looks up records in one transaction.
  func reading<Value>(
    _ body: (RecordReader) throws(WorkspaceError) -> Value
  ) throws(WorkspaceError) -> Value {
    try read { database in
      try body(RecordReader(database: database, path: path))
    }
  }

  /// Keeps a record in place of an older one with the same key, together with the run's row if
  /// there is one already.
  func save(
    _ record: StepRecord,
    clearKey: CacheKey,
    row: RunStepRow? = nil
  ) throws(WorkspaceError) {
    try write(.powerCut) { database in
      try database.cachedStatement(sql: "DELETE FROM records WHERE key = ?")
        .execute(arguments: [record.key.hexadecimal])
      let insertion = try database.cachedStatement(
        sql: """
          INSERT INTO records (key, clear_key, step, kind, seconds, tool_version, made_at, run,
            origin_cache, origin_maker)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """
      )
      try insertion.execute(arguments: [
        record.key.hexadecimal, try Self.clearForm(of: clearKey), record.step.rawValue,
        record.kind.rawValue, record.seconds, record.toolVersion, record.madeAt,
        record.run.rawValue, record.origin?.cache, record.origin?.maker,
      ])
      try Self.insert(record.artifacts, of: database.lastInsertedRowID, into: database)
      if let row { try Self.insert(row, of: record.run, into: database) }
    }
  }

  /// Reads a digest that the database keeps.
  static func digest(_ text: String) throws -> Digest {
    guard let digest = Digest(hexadecimal: text) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "'\(text)' is no digest")
    }
    return digest
  }

  /// Where a record comes from, by its two columns.
  static func origin(_ cache: String?, _ maker: String?) -> RecordOrigin? {
    cache.map { RecordOrigin(cache: $0, maker: maker ?? "somebody") }
  }

  private static func insert(
    _ artifacts: [Artifact],
    of record: Int64,
    into database: Database
  ) throws {
    let insertion = try database.cachedStatement(
      sql: """
        INSERT INTO record_artifacts (record, place, name, digest, byte_count)
        VALUES (?, ?, ?, ?, ?)
        """
    )
    for (place, artifact) in artifacts.enumerated() {
      try insertion.execute(arguments: [
        record, place, artifact.name.rawValue, artifact.digest.hexadecimal, artifact.byteCount,
      ])
    }
  }
}
