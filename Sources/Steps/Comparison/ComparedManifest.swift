package import Engine
package import Manifest
package import Report

/// One side of a comparison: a manifest, its plan, and what a workspace has of it.
package struct ComparedManifest: Sendable {
  /// The manifest as it was asked for.
  package var label: String
  package var manifest: Manifest
  package var plan: Plan

  /// Where the content of files is that the manifest names, by the names' paths; only of those that
  /// are not where their names say.
  package var files: [String: String]

  /// What was measured of it; nil where nothing was.
  package var report: Report?

  /// How many steps of the plan a workspace does not have.
  package var stepsToDo: Int

  package init(
    label: String,
    manifest: Manifest,
    plan: Plan,
    files: [String: String] = [:],
    report: Report? = nil
  ) {
    self.label = label
    self.manifest = manifest
    self.plan = plan
    self.files = files
    self.report = report
    stepsToDo = plan.steps.count
  }

  /// Adds what a workspace has of the plan, without running anything.
  ///
  /// - Throws: `WorkspaceError` or `StepFailure` where what it has cannot be read.
  package mutating func look(in workspace: Workspace) throws {
    var artifacts: [StepID: [ArtifactName: Digest]] = [:]
    for step in try Staleness.states(of: plan, in: workspace) {
      guard case .reused(let record) = step.state else { continue }
      artifacts[step.id] = Dictionary(record.artifacts.map { ($0.name, $0.digest) }) { $1 }
    }
    stepsToDo = plan.steps.count - artifacts.count
    report = try Report.ofPlan(plan) { step, artifact in
      artifacts[step]?[artifact].map { workspace.store.path(of: $0) }
    }
  }
}
