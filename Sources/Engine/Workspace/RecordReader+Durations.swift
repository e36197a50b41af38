import GRDB

/// What making something once took.
struct PastDuration {
  var key: CacheKey
  var step: StepID
  var run: RunID

  /// In seconds.
  var seconds: Double
}

extension RecordReader {
  /// What making the outputs took that a step had in the last run that it succeeded in.
  func lastDuration(of step: StepID) throws(WorkspaceError) -> PastDuration? {
    try attempt {
      let statement = try database.cachedStatement(
        sql: """
          SELECT clear_key, records.step, records.run, records.seconds
          FROM run_steps JOIN records ON records.key = run_steps.key
          WHERE run_steps.step = ? AND outcome IN ('built', 'reused')
          ORDER BY run_steps.run DESC LIMIT 1
          """
      )
      return try Row.fetchOne(statement, arguments: [step.rawValue]).map(Self.duration)
    }
  }

  /// What making the newest outputs of a kind of step took, newest first.
  func newestDurations(of kind: StepKind, limit: Int) throws(WorkspaceError) -> [PastDuration] {
    try attempt {
      let statement = try database.cachedStatement(
        sql: """
          SELECT clear_key, step, run, seconds FROM records
          WHERE kind = ? ORDER BY id DESC LIMIT ?
          """
      )
      return try Row.fetchAll(statement, arguments: [kind.rawValue, limit]).map(Self.duration)
    }
  }

  private static func duration(_ row: Row) throws -> PastDuration {
    PastDuration(
      key: try WorkspaceDatabase.key(inClear: row[0]),
      step: StepID(row[1] as String),
      run: RunID(rawValue: row[2]),
      seconds: row[3]
    )
  }
}
