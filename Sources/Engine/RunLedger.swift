/// Writes the ends of steps into the run's history, many in one transaction.
///
/// A step that was built is written together with its record; the others wait here until one of
/// them failed, until there are many, or until the run ends.
struct RunLedger {
  private static let batch = 128

  let run: RunID
  let database: WorkspaceDatabase
  private var rows: [RunStepRow] = []

  /// The first error; nothing more is written after it.
  private(set) var error: WorkspaceError?

  init(of run: RunID, in database: WorkspaceDatabase) {
    self.run = run
    self.database = database
  }

  /// Notes how a step has ended.
  mutating func note(_ result: StepResult, at place: Int) {
    if case .built = result.outcome { return }
    rows.append(RunStepRow(place: place, step: PastStep(result)))
    if case .failed = result.outcome { flush() } else if rows.count >= Self.batch { flush() }
  }

  /// Writes what is left and ends the run.
  mutating func end(_ outcome: PastRun.Outcome, at instant: Double) throws(WorkspaceError) {
    if let error { throw error }
    try database.endRun(run, rows: rows, outcome: outcome, at: instant)
  }

  private mutating func flush() {
    guard error == nil else { return }
    do {
      try database.save(rows, of: run)
      rows = []
    } catch {
      self.error = error
    }
  }
}

extension PastStep {
  /// What the history keeps of a result.
  init(_ result: StepResult) {
    step = result.id
    kind = result.kind
    outcome = result.outcome.name
    key = result.key?.digest
    seconds = result.seconds
    reason =
      switch result.outcome {
      case .built: result.reason?.description
      case .reused: nil
      case .failed(let failure): failure.description
      case .skipped(let reason): reason.description
      case .waiting(let reason): reason.description
      }
  }
}
