import ArgumentParser
import Engine
import Manifest
import Steps

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Does an experiment: every step that is not done yet.
struct RunCommand: AsyncParsableCommand {
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

  func run() async throws {
    let experiment = try PlannedExperiment(manifest, until: steps.until, display)
    var plan = try steps.choose(from: experiment.plan)
    if leavesJobs { try Self.requireJobsElsewhere(in: plan) }
    let workspace = try workspace.open(for: experiment.place)
    let cache = cache.open()
    // A run of all steps finds out about each when its turn comes.
    let budget = budget.amount(for: experiment.manifest)
    let keys = KeyNeeds(of: plan, among: Wiring.services)
    if plan.hasReuseOnly || budget != nil || !keys.isEmpty {
      let prepared = try await steps.prepare(plan, in: workspace, asking: cache)
      plan = prepared.plan
      if let budget { try BudgetCheck.require(prepared, in: workspace, within: budget) }
      try await KeyCheck.fetch(keys.providers(asked: plan, prepared.states))
    }
    let secrets = SecretFilter()
    let log = EventLog(
      of: plan,
      in: workspace,
      manifestName: experiment.manifest.name,
      secrets: secrets
    )
    let repository = RepositoryNote(of: experiment.place.root, in: workspace)
    let recorders = RecorderList([log, repository, makeRecorder()])
    let configuration = configuration(of: experiment, plan, recorders, secrets, cache)
    let result: RunResult
    do {
      result = try await Self.result(
        of: plan,
        in: workspace,
        configuration,
        recorders,
        repository
      )
    } catch let error as WorkspaceError {
      Terminal.printFailure("\(error)", hint: error.hint)
      throw ExitStatus.stepFailed.exit
    }
    let summary = RunSummary(
      result,
      of: plan,
      configuration,
      in: workspace
    )
    try summary.print(display, asJSON: format.json)
    if let status = summary.status { throw status.exit }
  }

  /// Refuses to leave jobs running that end with this process.
  private static func requireJobsElsewhere(in plan: Plan) throws {
    let jobs = plan.steps.filter { $0.kind == Kind.fineTune.stepKind }
    guard !jobs.isEmpty, jobs.allSatisfy({ $0.remoteAccount == nil }) else { return }
    Terminal.printFailure(
      "'--no-wait' leaves jobs running at a service, and this manifest's provider trains in this "
        + "process: its jobs end with it",
      hint: "leave '--no-wait' out, or name a service in 'fine-tune.provider'"
    )
    throw ExitCode.validationFailure
  }

  private func makeRecorder() -> any RunRecorder {
    if display.quiet { return SilentRecorder() }
    if Terminal.isInteractive { return LiveRecorder(display: display) }
    return LineRecorder(isVerbose: display.verbose)
  }

  private func configuration(
    of experiment: PlannedExperiment,
    _ plan: Plan,
    _ recorder: any RunRecorder,
    _ secrets: SecretFilter,
    _ cache: SharedCache?
  ) -> RunConfiguration {
    let text = experiment.manifest.canonicalText
    return RunConfiguration(
      pools: Wiring.pools,
      jobs: jobs ?? Wiring.jobs(for: plan),
      keepGoing: keepGoing,
      waitsForRemoteWork: !leavesJobs,
      spendingLimit: budget.amount(for: experiment.manifest),
      manifestName: experiment.manifest.name,
      manifestDigest: Digest(of: text.utf8).hexadecimal,
      manifestText: text,
      toolVersion: ToolVersion.text,
      provenance: RunProvenance(
        manifestPath: experiment.place.relativePath(of: manifest.manifest),
        command: secrets.filtered(command: CommandLine.arguments),
        machine: Machine.facts
      ),
      sharedCache: cache,
      now: { Date().timeIntervalSince1970 },
      eventHandler: { recorder.record($0) }
    )
  }

  /// Runs a plan, keeps the display moving, and stops in order at the first interrupt.
  private static func result(
    of plan: Plan,
    in workspace: Workspace,
    _ configuration: RunConfiguration,
    _ recorder: any RunRecorder,
    _ repository: RepositoryNote
  ) async throws -> RunResult {
    let interrupts = Interrupts()
    defer { interrupts.stop() }
    let events = interrupts.events
    return try await withThrowingTaskGroup(of: Part.self) { group in
      group.addTask {
        .run(try await Scheduler.run(plan, in: workspace, configuration: configuration))
      }
      group.addTask {
        for await _ in events { break }
        return .interrupt
      }
      group.addTask {
        while (try? await Task.sleep(for: .milliseconds(150))) != nil { recorder.refresh() }
        return .display
      }
      group.addTask {
        await repository.ask()
        return .repository
      }
      var result: RunResult?
      while let ended = try await group.next() {
        if case .repository = ended { continue }
        if case .run(let ended) = ended { result = ended }
        group.cancelAll()
      }
      guard let result else { preconditionFailure("the run ended without a result") }
      return result
    }
  }

  /// What a run consists of; it is over when any but the last has ended.
  private enum Part: Sendable {
    case run(RunResult)
    case interrupt
    case display
    case repository
  }
}
