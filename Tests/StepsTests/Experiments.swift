import Diagnostics
import Engine
import Foundation
import Manifest
import Providers
import Report
import Steps
import Synchronization
import TestSupport

/// A folder with a manifest, a workspace, and the provider `scripted`.
struct ExperimentFolder {
  let folder: TemporaryFolder
  let provider: ScriptedProvider

  static let manifest = """
    manifest: 1
    name: small
    dataset: { realized: 6, unrealized: 4 }
    fine-tune: { provider: scripted, models: [small] }
    """

  init(provider: ScriptedProvider = ScriptedProvider(), _ manifest: String = Self.manifest) throws {
    folder = TemporaryFolder()
    self.provider = provider
    folder.write(manifest, to: "m.yaml")
  }

  /// The manifest, or nil where it has an error.
  func manifest() -> Manifest? {
    var diagnostics = DiagnosticList()
    return manifest(set: [], into: &diagnostics)
  }

  private func manifest(
    set overrides: [String],
    into diagnostics: inout DiagnosticList
  ) -> Manifest? {
    Manifest.load(
      path: folder.path + "/m.yaml",
      overrides: overrides,
      format: ManifestFormat([provider]),
      reader: FileManifestReader(root: folder.path),
      into: &diagnostics
    )
  }

  /// The plan, or nil, and what was found.
  func plan(set overrides: [String] = []) -> (plan: Plan?, problems: [Diagnostic]) {
    var diagnostics = DiagnosticList()
    let manifest = manifest(set: overrides, into: &diagnostics)
    let planner = Planner(providers: [provider])
    let plan = manifest.flatMap { planner.plan($0, into: &diagnostics) }
    return (plan, diagnostics.sorted)
  }

  func workspace() throws -> Workspace {
    try Workspace.open(at: folder.path + "/workspace")
  }

  /// Runs the manifest and returns what became of its steps.
  func run(
    set overrides: [String] = [],
    jobs: Int = 2,
    waits: Bool = true,
    spendingLimit: Double? = nil
  ) async throws -> RunResult {
    try await runTold(set: overrides, jobs: jobs, waits: waits, spendingLimit: spendingLimit).result
  }

  /// Runs the manifest, at so many seconds since 1970, and returns what became of its steps and all
  /// that happened.
  func runTold(
    set overrides: [String] = [],
    jobs: Int = 2,
    waits: Bool = true,
    spendingLimit: Double? = nil,
    now: Double = 0
  ) async throws -> (result: RunResult, events: [RunEvent]) {
    let events = Mutex<[RunEvent]>([])
    let (plan, problems) = plan(set: overrides)
    guard let plan else { throw PlanningFailed(messages: problems.map(\.message)) }
    let configuration = RunConfiguration(
      jobs: jobs,
      waitsForRemoteWork: waits,
      spendingLimit: spendingLimit,
      manifestName: "small",
      manifestDigest: "",
      manifestText: "",
      toolVersion: "test",
      executors: [InProcessExecutor(.experiments([provider]))],
      now: { now },
      eventHandler: { event in events.withLock { $0.append(event) } }
    )
    let result = try await Scheduler.run(plan, in: workspace(), configuration: configuration)
    return (result, events.withLock { $0 })
  }

  /// The report of what a run has measured.
  func report(of result: RunResult, set overrides: [String] = []) throws -> Report? {
    let steps = Dictionary(uniqueKeysWithValues: result.steps.map { ($0.id, $0) })
    let store = try workspace().store
    return try plan(set: overrides).plan.flatMap {
      try Report.ofPlan($0) { step, artifact in
        steps[step]?.artifacts[artifact].map { store.path(of: $0.digest) }
      }
    }
  }

  /// The text of an artifact of a run.
  func text(of artifact: ArtifactName, _ step: StepID, in result: RunResult) throws -> String {
    guard
      let artifact = result.steps.first(where: { $0.id == step })?.artifacts[artifact]
    else { throw PlanningFailed(messages: ["no artifact '\(artifact)' of '\(step)'"]) }
    let path = try workspace().store.path(of: artifact.digest)
    return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }

  struct PlanningFailed: Error {
    var messages: [String]
  }
}

extension RunResult {
  /// The ids of the steps that were made in this run, in the order of the plan.
  var built: [String] { steps.filter { $0.outcome == .built }.map(\.id.rawValue) }
}
