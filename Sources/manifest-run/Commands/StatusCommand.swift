import ArgumentParser
import Engine
import Steps
import System

/// Shows which runs go on and how far they are, or in which state a manifest's steps are.
struct StatusCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how far the runs are that go on, or the state of a manifest's steps.",
    discussion: """
      On a terminal the runs that go on, in whatever terminal, are shown until they end. With a \
      manifest the state of each of its steps is printed once. Jobs that were left at providers are \
      shown as the provider says they are.
      """
  )

  @Argument(help: "A manifest.", completion: .file(extensions: ["yaml", "yml"]))
  var manifest: String?

  @Flag(help: "Print what is now, and do not wait for the end.")
  var once = false

  @OptionGroup var changes: ManifestChanges
  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func validate() throws {
    if manifest == nil && !changes.overrides.isEmpty {
      throw ValidationError("'--set' changes a manifest; name one, or leave it out")
    }
  }

  func run(in environment: ProgramEnvironment) async throws {
    if let manifest { return try await printStates(of: manifest, in: environment) }
    guard let workspace = try self.workspace.openForReading(from: environment.currentFolder) else {
      if format.json { printDocument([], []) }
      return Terminal.printMessage("nothing was run here yet\n")
    }
    if format.json {
      return printDocument(try snapshots(workspace), try await jobs(in: workspace, environment))
    }
    guard environment.terminal.redrawsResults && !once else {
      let snapshots = try snapshots(workspace)
      if snapshots.isEmpty { Terminal.printMessage("nothing was run here yet\n") }
      let text = text(columns: 120, rows: nil, on: environment.terminal)
      Terminal.printResult(
        snapshots.map { text.lines($0).joined(separator: "\n") + "\n" }.joined(separator: "\n")
      )
      return try await printJobs(in: workspace, environment)
    }
    try await watch(workspace, on: environment.terminal)
    try await printJobs(in: workspace, environment)
  }

  /// The jobs of the workspace that no run has fetched the result of, as their providers see them.
  private func jobs(
    in workspace: Workspace,
    _ environment: ProgramEnvironment
  ) async throws -> [OpenJob] {
    let jobs = OpenJob.jobs(of: try workspace.openWork(), among: environment.services)
    guard !jobs.isEmpty else { return [] }
    display.print(environment.serviceSettings.problems, on: environment.terminal)
    return try await JobStatusQuery(providers: environment.services).updated(jobs).map { job in
      var job = job
      job.isWaitedFor = try workspace.isBeingMade(job.entry.key)
      return job
    }
  }

  /// Prints the runs that go on, or the last one, and the jobs whose result no run has fetched.
  private func printDocument(_ snapshots: [RunSnapshot], _ jobs: [OpenJob]) {
    let now = Instant.now
    Terminal.printResult([
      "format_version": 1,
      "runs": snapshots.map { $0.document(now: now) },
      "jobs": jobs.map(\.document),
    ])
  }

  private func printJobs(
    in workspace: Workspace,
    _ environment: ProgramEnvironment
  ) async throws {
    let jobs = try await jobs(in: workspace, environment)
    guard !jobs.isEmpty else { return }
    Terminal.printResult("\n" + jobs.statusText)
  }

  /// The runs that go on; where none does, the last one.
  private func snapshots(_ workspace: Workspace) throws -> [RunSnapshot] {
    var chosen = try Self.running(in: workspace)
    if chosen.isEmpty { chosen = try workspace.runs(limit: 1) }
    return try chosen.map { try RunMonitor(of: $0, in: workspace).snapshot }
  }

  private static func running(in workspace: Workspace) throws(WorkspaceError) -> [PastRun] {
    var running: [PastRun] = []
    for run in try workspace.openRuns() where try workspace.status(of: run) == .running {
      running.append(run)
    }
    return running
  }

  /// Draws the runs that go on again and again in the same place until all of them have ended.
  private func watch(_ workspace: Workspace, on terminal: TerminalCapabilities) async throws {
    var drawn = 0
    var shown: [RunID: RunMonitor] = [:]
    while true {
      for run in try Self.running(in: workspace) where shown[run.id] == nil {
        shown[run.id] = try RunMonitor(of: run, in: workspace)
      }
      if shown.isEmpty, let last = try workspace.runs(limit: 1).first {
        shown[last.id] = try RunMonitor(of: last, in: workspace)
      }
      for run in shown.keys { try shown[run]?.refresh() }
      guard !shown.isEmpty else { return Terminal.printMessage("nothing was run here yet\n") }
      let snapshots = shown.sorted { $0.key < $1.key }.map { $0.value.snapshot }
      let lines = lines(snapshots, on: terminal)
      Terminal.printResult(TerminalStyle.clearing(drawn) + lines.map { $0 + "\n" }.joined())
      drawn = lines.count
      guard Terminal.canPrintResults, snapshots.contains(where: { $0.status == .running }) else {
        return
      }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  private func lines(_ snapshots: [RunSnapshot], on terminal: TerminalCapabilities) -> [String] {
    let (columns, rows) = terminal.resultSize()
    let height = max(6, (rows - 1) / max(1, snapshots.count))
    let text = text(columns: columns - 1, rows: height, on: terminal)
    return snapshots.map(text.lines).joined(separator: [""]).map { $0 }
  }

  private func text(
    columns: Int,
    rows: Int?,
    on terminal: TerminalCapabilities
  ) -> RunStatusText {
    RunStatusText(
      style: display.resultStyle(on: terminal),
      width: columns,
      height: rows,
      now: Instant.now
    )
  }

  private func printStates(of manifest: String, in environment: ProgramEnvironment) async throws {
    let experiment = try PlannedExperiment(manifest, changes, display, in: environment)
    let workspace = try workspace.openForPlan(of: experiment.place)
    let states = try await cache.states(of: experiment.plan, in: workspace, environment.variables)
    let progress = try StepsInProgress(of: states, of: experiment.manifest, in: workspace)
    if format.json {
      return Terminal.printResult([
        "format_version": 1, "steps": states.map { $0.document(progress[$0.id]) },
      ])
    }
    let style = display.resultStyle(on: environment.terminal)
    Terminal.printResult(states.text(progress, style: style))
  }
}
