import ArgumentParser
import Engine
import Manifest
import Providers
import Steps
import System

/// Does an experiment: every step that is not done yet.
struct RunCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Do the steps of an experiment that are not done yet, and print its results."
  )

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var steps: StepOptions
  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var budget: BudgetOption
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  @Option(
    name: .shortAndLong,
    help: """
      The most steps at once; if absent as many as processor cores, and 16 for each service that is \
      waited for.
      """
  )
  var jobs: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "After a failed step, start steps that do not need it; a run without starts no more."
  )
  var keepGoing = true

  @Flag(
    name: .customLong("no-wait"),
    help: ArgumentHelp(
      "Leave jobs running at their provider, do all that does not need them, and end with status 4; "
        + "a later run goes on with them."
    )
  )
  var leavesJobs = false

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("'--jobs' must be from 1 to 1024, found \(jobs)")
    }
  }

  func run(in environment: ProgramEnvironment) async throws {
    let experiment = try PlannedExperiment(manifest, until: steps.until, display, in: environment)
    var plan = try steps.choose(from: experiment.plan)
    if leavesJobs { try Self.requireJobsElsewhere(in: plan) }
    let workspace = try workspace.open(for: experiment.place)
    let cache = cache.open(environment.variables)
    // A run of all steps finds out about each when its turn comes.
    let budget = budget.amount(for: experiment.manifest)
    let keys = KeyNeeds(of: plan, among: environment.services)
    if plan.hasReuseOnly || budget != nil || !keys.isEmpty {
      let prepared = try await steps.prepare(plan, in: workspace, asking: cache)
      plan = prepared.plan
      if let budget { try BudgetCheck.require(prepared, in: workspace, within: budget) }
      try await Self.fetchKeys(of: keys.providers(asked: plan, prepared.states))
    }
    let secrets = SecretFilter(environment: environment.variables)
    let log = EventLog(
      of: plan,
      in: workspace,
      manifestName: experiment.manifest.name,
      secrets: secrets
    )
    let repository = RepositoryRecorder(
      of: experiment.place.root,
      in: workspace,
      variables: environment.variables
    )
    let recorders: [any RunRecorder] = [log, repository] + display(on: environment.terminal)
    let configuration = configuration(
      of: experiment,
      plan,
      recorders,
      secrets,
      cache,
      environment
    )
    let summary = RunSummary(
      result: try await result(of: plan, in: workspace, configuration, recorders, repository),
      plan: plan,
      configuration: configuration,
      workspace: workspace,
      environment: environment
    )
    try summary.print(display, asJSON: format.json)
    if let status = summary.status { throw status.exit }
  }

  /// Refuses to leave jobs running that end with this process.
  private static func requireJobsElsewhere(in plan: Plan) throws {
    let jobs = plan.steps.filter { $0.kind == Kind.fineTune.stepKind }
    guard !jobs.isEmpty, jobs.allSatisfy({ $0.remoteAccount == nil }) else { return }
    throw CommandFailure(
      "'--no-wait' leaves jobs running at a service, and this manifest's provider trains in this "
        + "process: its jobs end with it",
      hint: "leave '--no-wait' out, or name a service in 'fine-tune.provider'",
      status: .wrongUsage
    )
  }

  /// Gets the keys of services before any step runs.
  private static func fetchKeys(of services: [any Provider]) async throws(CommandFailure) {
    for service in services {
      do throws(ProviderError) {
        try await service.fetchKey()
      } catch {
        throw CommandFailure(
          KeyNeeds.sentence(service, "\(error)"),
          hint: "nothing was done; '--until generate' does what needs no service"
        )
      }
    }
  }

  /// What shows the run; nothing does where the user wants none of it.
  private func display(on terminal: TerminalCapabilities) -> [any RunRecorder] {
    if display.quiet { return [] }
    if terminal.redrawsMessages { return [LiveRecorder(display: display, terminal: terminal)] }
    return [LineRecorder(isVerbose: display.verbose)]
  }

  private func configuration(
    of experiment: PlannedExperiment,
    _ plan: Plan,
    _ recorders: [any RunRecorder],
    _ secrets: SecretFilter,
    _ cache: SharedCache?,
    _ environment: ProgramEnvironment
  ) -> RunConfiguration {
    let text = experiment.manifest.canonicalText
    return RunConfiguration(
      pools: environment.pools,
      jobs: jobs ?? environment.jobs(for: plan),
      keepGoing: keepGoing,
      waitsForRemoteWork: !leavesJobs,
      spendingLimit: budget.amount(for: experiment.manifest),
      manifestName: experiment.manifest.name,
      manifestDigest: Digest(of: text.utf8).hexadecimal,
      manifestText: text,
      toolVersion: ToolVersion.text,
      provenance: RunProvenance(
        manifestPath: experiment.place.relativePath(of: manifest.manifest),
        command: secrets.filtered(command: environment.commandLine),
        machine: Machine.facts(cores: environment.cores)
      ),
      sharedCache: cache,
      executors: [InProcessExecutor(.experiments(environment.providers))],
      now: { Instant.now },
      eventHandler: { event in for recorder in recorders { recorder.record(event) } }
    )
  }

  /// Runs a plan, keeps the display moving, and stops in order at the first interrupt.
  private func result(
    of plan: Plan,
    in workspace: Workspace,
    _ configuration: RunConfiguration,
    _ recorders: [any RunRecorder],
    _ repository: RepositoryRecorder
  ) async throws -> RunResult {
    let interrupts = Interrupts()
    defer { interrupts.stop() }
    let events = interrupts.events
    // At the end of the run Git is given up after a moment.
    async let _ = repository.queryGit()
    return try await withThrowingTaskGroup(of: RunResult?.self) { group in
      group.addTask { try await Scheduler.run(plan, in: workspace, configuration: configuration) }
      group.addTask {
        for await _ in events {}
        return nil
      }
      group.addTask {
        while (try? await Task.sleep(for: .milliseconds(150))) != nil {
          for recorder in recorders { recorder.refresh() }
        }
        return nil
      }
      var result: RunResult?
      // The run is over when any of these has ended.
      while let ended = try await group.next() {
        result = ended ?? result
        group.cancelAll()
      }
      guard let result else { preconditionFailure("the run ended without a result") }
      return result
    }
  }
}
