import GRDB

extension WorkspaceDatabase {
  /// All records, oldest first.
  func allRecords() throws(WorkspaceError) -> [StepRecord] {
    try read { database in
      var records: [StepRecord] = []
      var places: [Int64: Int] = [:]
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT id, key, step, kind, seconds, tool_version, made_at, run, origin_cache,
            origin_maker FROM records ORDER BY id
          """
      )
      while let row = try rows.next() {
        places[row[0]] = records.count
        records.append(
          StepRecord(
            key: try Self.digest(row[1]),
            step: StepID(row[2] as String),
            kind: StepKind(row[3] as String),
            artifacts: [],
            seconds: row[4],
            toolVersion: row[5],
            madeAt: row[6],
            run: RunID(rawValue: row[7]),
            origin: Self.origin(row[8], row[9])
          )
        )
      }
      let artifacts = try Row.fetchCursor(
        database,
        sql: "SELECT record, name, digest, byte_count FROM record_artifacts ORDER BY record, place"
      )
      while let row = try artifacts.next() {
        guard let place = places[row[0]] else { continue }
        records[place].artifacts.append(
          Artifact(
            name: ArtifactName(row[1] as String),
            digest: try Self.digest(row[2]),
            byteCount: row[3]
          )
        )
      }
      return records
    }
  }

  /// The keys that some runs built or reused steps with.
  func keys(usedBy runs: [RunID]) throws(WorkspaceError) -> Set<Digest> {
    try read { database in
      var keys: Set<Digest> = []
      let statement = try database.cachedStatement(
        sql: """
          SELECT key FROM run_steps
          WHERE run = ? AND outcome IN ('built', 'reused') AND key IS NOT NULL
          """
      )
      for run in runs {
        let texts = try String.fetchCursor(statement, arguments: [run.rawValue])
        while let text = try texts.next() { keys.insert(try Self.digest(text)) }
      }
      return keys
    }
  }

  /// Forgets records, and what the stat cache knows of objects.
  func remove(
    records keys: [Digest],
    objects digests: [Digest]
  ) throws(WorkspaceError) {
    try write(.powerCut) { database in
      let removal = try database.cachedStatement(sql: "DELETE FROM records WHERE key = ?")
      for key in keys { try removal.execute(arguments: [key.hexadecimal]) }
      let forgetting = try database.cachedStatement(sql: "DELETE FROM file_stats WHERE name = ?")
      for digest in digests { try forgetting.execute(arguments: [digest.hexadecimal]) }
    }
  }
}
