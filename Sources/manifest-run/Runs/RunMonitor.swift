import Engine

/// A run at one moment: its entry in the history, its status and its progress.
struct RunSnapshot {
  var run: PastRun
  var status: RunStatus
  var progress: RunProgress
}

/// A run that is watched.
struct RunMonitor {
  /// What is known now, to be drawn or printed.
  private(set) var snapshot: RunSnapshot
  private let workspace: Workspace
  private var reader: EventReader?

  init(of run: PastRun, in workspace: Workspace) throws(WorkspaceError) {
    self.workspace = workspace
    snapshot = RunSnapshot(run: run, status: .running, progress: RunProgress())
    try refresh()
  }

  /// Reads what happened since the last look.
  mutating func refresh() throws(WorkspaceError) {
    let id = snapshot.run.id
    // Looked at before the events are read: what an ended run wrote last is read with it.
    snapshot.status = try workspace.status(of: snapshot.run)
    if snapshot.status != .running, let ended = try workspace.run(id) { snapshot.run = ended }
    // The file comes a moment after the run's row.
    if reader == nil { reader = EventReader(of: id, in: workspace) }
    for line in reader?.next() ?? [] { snapshot.progress.note(line.event) }
  }
}
