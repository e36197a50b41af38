import GRDB

extension WorkspaceDatabase {
  /// All records, oldest first.
  func allRecords() throws(WorkspaceError) -> [StepRecord] {
    try reading { (reader) throws(WorkspaceError) in
      try reader.attempt { try reader.allRecords() }
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
