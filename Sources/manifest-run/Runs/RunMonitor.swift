import Engine

/// A run that is watched: its row, its state and how far it is.
struct RunMonitor {
  private(set) var run: PastRun
  private(set) var status: RunStatus
  private(set) var progress = RunProgress()
  private let workspace: Workspace
  private var reader: EventReader?

  init(of run: PastRun, in workspace: Workspace) throws(WorkspaceError) {
    self.run = run
    self.workspace = workspace
    status = .running
    try refresh()
  }

  /// Reads what happened since the last look.
  mutating func refresh() throws(WorkspaceError) {
    // Looked at before the events are read: what an ended run wrote last is read with it.
    status = try workspace.status(of: run)
    if status != .running, let ended = try workspace.run(run.id) { run = ended }
    // The file comes a moment after the run's row.
    if reader == nil { reader = EventReader(of: run.id, in: workspace) }
    for line in reader?.next() ?? [] { progress.note(line.event) }
  }

  /// What is known now, to be drawn or printed.
  var snapshot: RunSnapshot { RunSnapshot(run: run, status: status, progress: progress) }
}

/// A run at one moment.
struct RunSnapshot {
  var run: PastRun
  var status: RunStatus
  var progress: RunProgress
}
