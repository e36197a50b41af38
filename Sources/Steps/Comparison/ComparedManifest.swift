package import Engine
package import Manifest
internal import Metrics
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

  /// Where the records of evaluations are, by their steps.
  package var records: [StepID: String] = [:]

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
    try take(artifacts, of: workspace)
  }

  /// Adds what a run of the manifest measured, whatever has changed since, and how much of the plan is to be done.
  ///
  /// - Throws: `WorkspaceError` or `StepFailure` where that cannot be read.
  package mutating func look(at run: RunID, in workspace: Workspace) throws {
    try look(in: workspace)
    var artifacts: [StepID: [ArtifactName: Digest]] = [:]
    for step in try workspace.steps(of: run) {
      guard let key = step.key, let record = try workspace.record(of: key) else { continue }
      artifacts[step.step] = Dictionary(record.artifacts.map { ($0.name, $0.digest) }) { $1 }
    }
    try take(artifacts, of: workspace)
  }

  private mutating func take(
    _ artifacts: [StepID: [ArtifactName: Digest]],
    of workspace: Workspace
  ) throws {
    report = try Report.ofPlan(plan) { step, artifact in
      artifacts[step]?[artifact].map { workspace.store.path(of: $0) }
    }
    records = artifacts.compactMapValues { $0[.itemRecords].map(workspace.store.path) }
  }

  /// What was asked about each question for a measurement; empty where that is not here.
  ///
  /// - Throws: `StepFailure` where it is damaged.
  func records(of measurement: Measurement) throws -> [ItemRecord] {
    guard let path = records[StepID(measurement.steps.evaluate)] else { return [] }
    return try JSONDocument.decodeLines(path, as: "the answers of '\(measurement.steps.evaluate)'")
  }
}
