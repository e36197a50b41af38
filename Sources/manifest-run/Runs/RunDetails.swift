import Engine
import Steps

/// All that is known of one run.
struct RunDetails {
  var run: PastRun
  var status: RunStatus
  var provenance: RunProvenance?
  var steps: [PastStep]

  /// The steps of a run without an end that the history does not have yet, by its events: the history
  /// gets steps that made nothing many at a time.
  var open: [RunProgress.Step]
  var report: RunReport?

  /// What was paid for the steps.
  var spending: Spending

  /// The models of the steps' jobs that a user named, by the steps' keys.
  var adoptedModels: [Digest: String]

  /// - Parameters:
  ///   - run: The run.
  ///   - workspace: Where it is.
  /// - Throws: `WorkspaceError` where the workspace cannot be read.
  init(of run: PastRun, in workspace: Workspace) throws(WorkspaceError) {
    self.run = run
    status = try workspace.status(of: run)
    provenance = try workspace.provenance(of: run.id)
    steps = try workspace.steps(of: run.id)
    var recorded = RecordedResults(in: workspace)
    report = try recorded.report(of: run)
    open = []
    spending = try Spending(of: run.id, keys: steps.compactMap(\.key), in: workspace)
    let keys = Set(steps.compactMap(\.key))
    adoptedModels = try workspace.journal.entries().reduce(into: [:]) { models, entry in
      if keys.contains(entry.key), let model = entry.adoptedModel { models[entry.key] = model }
    }
    if status == .running || status == .killed {
      let ended = Set(steps.map(\.step.rawValue))
      let progress = RunProgress.read(run.id, in: workspace)
      open = (progress?.steps ?? []).filter { !ended.contains($0.id) }
    }
  }
}
