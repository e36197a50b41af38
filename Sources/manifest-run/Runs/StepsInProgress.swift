import Engine
import Manifest

/// Which steps of a manifest are being made just now, and how far they are.
struct StepsInProgress {
  /// A step that is being made.
  struct Progress {
    /// The run that makes it; nil where it is another manifest's.
    var run: RunID?
    var fraction: Double?
    var detail: String?
  }

  private var progress: [StepID: Progress] = [:]

  /// - Parameters:
  ///   - states: The steps of the manifest.
  ///   - manifest: The manifest; a run of an equal one has steps of the same names.
  ///   - workspace: Where they are made.
  /// - Throws: `WorkspaceError` where the workspace cannot be read.
  init(
    of states: [PlannedStep],
    of manifest: Manifest,
    in workspace: Workspace
  ) throws(WorkspaceError) {
    let digest = Digest(of: manifest.canonicalText.utf8).hexadecimal
    for run in try workspace.openRuns() where run.manifestDigest == digest {
      guard try workspace.status(of: run) == .running else { continue }
      guard let progress = RunProgress.read(run.id, in: workspace) else { continue }
      for step in progress.running.map({ progress.steps[$0] }) {
        self.progress[StepID(step.id)] = Progress(
          run: run.id,
          fraction: step.fraction,
          detail: step.detail
        )
      }
    }
    for step in states where progress[step.id] == nil {
      guard case .willRun = step.state, let key = step.key else { continue }
      if try workspace.isBeingMade(key.digest) { progress[step.id] = Progress() }
    }
  }

  /// How far a step is; nil where nobody makes it.
  subscript(_ step: StepID) -> Progress? { progress[step] }
}
