import ArgumentParser
import Diagnostics
import Engine
import Providers
import Steps

/// Stops jobs that runs have left at providers.
struct CancelCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Stop jobs that runs have left running at providers.",
    discussion: """
      Without an argument, all of this workspace. A job that has ended with a model is not thrown \
      away, and one that a run waits for is left to that run. The next run creates a new job for a \
      step whose job was cancelled. Called again it does nothing more.
      """
  )

  @Argument(
    help: ArgumentHelp(
      "A run's number or 'last', or a step's name in which '*' stands for any text.",
      valueName: "run|step"
    )
  )
  var target: String?

  @Flag(help: "Say what would be cancelled, and cancel nothing.")
  var dryRun = false

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func run(in environment: ProgramEnvironment) async throws {
    let workspace = try workspace.openWithRuns(in: environment.currentFolder, isReadOnly: dryRun)
    let jobs = OpenJob.jobs(of: try chosen(in: workspace), among: environment.services)
    if !jobs.isEmpty {
      display.print(environment.serviceSettings.problems, on: environment.terminal)
    }
    let cancellation = JobCancellation(
      workspace: workspace,
      statusQuery: JobStatusQuery(providers: environment.services),
      isDryRun: dryRun
    )
    var outcomes: [(job: OpenJob, outcome: JobCancellation.Outcome)] = []
    for job in jobs { outcomes.append((job, try await cancellation.cancel(job))) }
    tell(outcomes)
    if let status = outcomes.compactMap(\.outcome.status).first { throw status.exit }
  }

  /// The entries of the jobs that are asked for.
  private func chosen(in workspace: Workspace) throws -> [JournalEntry] {
    let open = try workspace.openWork()
    guard let target else { return open }
    guard let address = RunReference(argument: target) else {
      return open.filter { StepPattern(target).matches($0.step) }
    }
    let run = try address.run(in: workspace)
    let steps = try workspace.steps(of: run.id)
    let keys = Set(steps.compactMap(\.key))
    // A run that was killed, or a step that was not come to, is known by its events alone.
    let ended = Set(steps.filter { $0.key != nil }.map(\.step))
    let begun = RunProgress.read(run.id, in: workspace)?.steps ?? []
    let names = Set(begun.map { StepID($0.id) }).subtracting(ended)
    return open.filter { keys.contains($0.key) || names.contains($0.step) }
  }

  private func tell(_ outcomes: [(job: OpenJob, outcome: JobCancellation.Outcome)]) {
    if format.json {
      return Terminal.printResult([
        "format_version": 1,
        "jobs": outcomes.map { job, outcome in outcome.document(of: job) },
        "dry_run": dryRun,
      ])
    }
    if outcomes.isEmpty && !display.quiet {
      let which = target.map { " for '\(TerminalText.escaped($0))'" } ?? ""
      Terminal.printMessage("no jobs are left running\(which)\n")
    }
    for (job, outcome) in outcomes {
      let name = job.id.map { " (job '\($0.rawValue)' at '\(job.provider ?? job.entry.account)')" }
      let line = "\(job.entry.step)\(name ?? ""): \(outcome.words)"
      if outcome.status == nil || outcome == .stopping {
        if !display.quiet { Terminal.printResult(TerminalText.escaped(line) + "\n") }
      } else {
        Terminal.printFailure(line, hint: outcome.hint)
      }
    }
  }
}

extension JobCancellation.Outcome {
  fileprivate var hint: String? {
    guard case .failed(_, isUnreachable: true) = self else { return nil }
    return "the job may go on; call 'manifest-run cancel' again when the provider can be reached"
  }
}
