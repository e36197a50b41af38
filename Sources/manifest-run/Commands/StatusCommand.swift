import ArgumentParser
import Engine
import Steps

/// Shows which runs go on and how far they are, or in which state a manifest's steps are.
struct StatusCommand: AsyncParsableCommand {
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

  func run() async throws {
    if let manifest { return try await printStates(of: manifest) }
    guard let workspace = try self.workspace.openToLook() else {
      if format.json { Terminal.printResult(JSONDocument.pretty(StatusDocument([]))) }
      return Terminal.printMessage("nothing was run here yet\n")
    }
    if format.json {
      let document = StatusDocument(try snapshots(workspace), jobs: try await jobs(in: workspace))
      return Terminal.printResult(JSONDocument.pretty(document))
    }
    guard Terminal.showsResults && !once else {
      let snapshots = try snapshots(workspace)
      if snapshots.isEmpty { Terminal.printMessage("nothing was run here yet\n") }
      let text = text(columns: 120, rows: nil)
      Terminal.printResult(
        snapshots.map { text.lines($0).joined(separator: "\n") + "\n" }.joined(separator: "\n")
      )
      return try await printJobs(in: workspace)
    }
    try await watch(workspace)
    try await printJobs(in: workspace)
  }

  /// The jobs of the workspace that no run has fetched the result of, as their providers see them.
  private func jobs(in workspace: Workspace) async throws -> [OpenJob] {
    var jobs = try WorkspaceOptions.failing { OpenJob.jobs(of: try workspace.openWork()) }
    guard !jobs.isEmpty else { return [] }
    display.print(Services.problems)
    jobs = await JobInquiry(providers: Wiring.services).asked(jobs)
    return try WorkspaceOptions.failing {
      try jobs.map { job in
        var job = job
        job.isWaitedFor = try workspace.isBeingMade(job.entry.key)
        return job
      }
    }
  }

  private func printJobs(in workspace: Workspace) async throws {
    let jobs = try await jobs(in: workspace)
    guard !jobs.isEmpty else { return }
    Terminal.printResult("\n" + OpenJobText(jobs).status)
  }

  /// The runs that go on; where none does, the last one.
  private func snapshots(_ workspace: Workspace) throws -> [RunSnapshot] {
    try WorkspaceOptions.failing {
      var chosen = try Self.running(in: workspace)
      if chosen.isEmpty { chosen = try workspace.runs(limit: 1) }
      return try chosen.map { try RunMonitor(of: $0, in: workspace).snapshot }
    }
  }

  private static func running(in workspace: Workspace) throws(WorkspaceError) -> [PastRun] {
    var running: [PastRun] = []
    for run in try workspace.openRuns() where try workspace.status(of: run) == .running {
      running.append(run)
    }
    return running
  }

  /// Draws the runs that go on again and again in the same place until all of them have ended.
  private func watch(_ workspace: Workspace) async throws {
    var drawn = 0
    var shown: [RunID: RunMonitor] = [:]
    while true {
      try WorkspaceOptions.failing {
        for run in try Self.running(in: workspace) where shown[run.id] == nil {
          shown[run.id] = try RunMonitor(of: run, in: workspace)
        }
        if shown.isEmpty, let last = try workspace.runs(limit: 1).first {
          shown[last.id] = try RunMonitor(of: last, in: workspace)
        }
        for run in shown.keys { try shown[run]?.refresh() }
      }
      guard !shown.isEmpty else { return Terminal.printMessage("nothing was run here yet\n") }
      let snapshots = shown.sorted { $0.key < $1.key }.map { $0.value.snapshot }
      let lines = lines(snapshots)
      let back = drawn > 0 ? "\u{1B}[\(drawn)A\r\u{1B}[J" : ""
      Terminal.printResult(back + lines.map { $0 + "\n" }.joined())
      drawn = lines.count
      guard Terminal.canPrintResults, snapshots.contains(where: { $0.status == .running }) else {
        return
      }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  private func lines(_ snapshots: [RunSnapshot]) -> [String] {
    let (columns, rows) = Terminal.resultSize
    let text = text(columns: columns - 1, rows: max(6, (rows - 1) / max(1, snapshots.count)))
    return snapshots.map(text.lines).joined(separator: [""]).map { $0 }
  }

  private func text(columns: Int, rows: Int?) -> RunStatusText {
    RunStatusText(style: display.resultStyle, width: columns, height: rows, now: Instant.now)
  }

  private func printStates(of manifest: String) async throws {
    let place = ManifestPlace(of: manifest)
    let planner = Wiring.planner
    let loaded = try changes.load(
      manifest,
      display,
      root: place.root,
      checks: planner.checks
    )
    let workspace = try self.workspace.openForPlan(of: place)
    let states = try await cache.states(of: planner.plan(ofChecked: loaded), in: workspace)
    let progress = try WorkspaceOptions.failing {
      try StepsInProgress(of: states, of: loaded, in: workspace)
    }
    Terminal.printResult(
      format.json
        ? JSONDocument.pretty(StepStatesDocument(states, progress))
        : StepStatesText(style: display.resultStyle).text(states, progress)
    )
  }
}
