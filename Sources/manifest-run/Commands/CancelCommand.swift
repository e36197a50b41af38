import ArgumentParser
import Diagnostics
import Engine
import Providers
import Steps

/// Stops jobs that runs have left at providers.
struct CancelCommand: AsyncParsableCommand {
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

  func run() async throws {
    try workspace.requireFolder()
    guard Workspace.exists(at: workspace.pathHere) else {
      workspace.sayThatThereIsNone()
      throw ExitStatus.stepFailed.exit
    }
    let path = workspace.pathHere
    let found = try WorkspaceOptions.failing {
      dryRun ? try Workspace.openReadOnly(at: path) : try Workspace.open(at: path)
    }
    let jobs = OpenJob.jobs(of: try chosen(in: found))
    if !jobs.isEmpty { display.print(Services.problems) }
    let inquiry = JobInquiry(providers: jobs.isEmpty ? [] : Wiring.services)
    let cancellation = JobCancellation(workspace: found, inquiry: inquiry, isDry: dryRun)
    var outcomes: [(job: OpenJob, outcome: JobCancellation.Outcome)] = []
    do {
      for job in jobs { outcomes.append((job, try await cancellation.cancel(job))) }
    } catch let error as WorkspaceError {
      Terminal.printFailure("\(error)", hint: error.hint)
      throw ExitStatus.stepFailed.exit
    } catch let failure as StepFailure {
      Terminal.printFailure("\(failure)", hint: failure.hint)
      throw ExitStatus.stepFailed.exit
    }
    tell(outcomes)
    if let status = outcomes.compactMap(\.outcome.status).first { throw status.exit }
  }

  /// The entries of the jobs that are asked for.
  private func chosen(in workspace: Workspace) throws -> [JournalEntry] {
    let open = try WorkspaceOptions.failing { try workspace.openWork() }
    guard let target else { return open }
    guard let address = RunAddress(argument: target) else {
      return open.filter { StepPattern(target).matches($0.step) }
    }
    let run = try address.run(in: workspace, self.workspace)
    return try WorkspaceOptions.failing {
      let steps = try workspace.steps(of: run.id)
      let keys = Set(steps.compactMap(\.key))
      // A run that was killed, or a step that was not come to, is known by its events alone.
      let ended = Set(steps.filter { $0.key != nil }.map(\.step))
      let begun = RunProgress.read(run.id, in: workspace)?.steps ?? []
      let names = Set(begun.map { StepID($0.id) }).subtracting(ended)
      return open.filter { keys.contains($0.key) || names.contains($0.step) }
    }
  }

  private func tell(_ outcomes: [(job: OpenJob, outcome: JobCancellation.Outcome)]) {
    if format.json {
      let document = CancellationDocument(
        jobs: outcomes.map { CancellationDocument.Job($0.job, $0.outcome) },
        dryRun: dryRun
      )
      return Terminal.printResult(JSONDocument.pretty(document))
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

/// What `cancel --json` prints.
private struct CancellationDocument: Encodable {
  struct Job: Encodable {
    var step: String
    var provider: String?
    var job: String?

    /// `cancelled`, `would-cancel`, `succeeded`, `ended`, `absent`, `stopping`, `waited-for` or
    /// `failed`.
    var outcome: String

    /// The outcome in words.
    var detail: String

    /// The tokens that were trained on, where the provider tells.
    var trainedTokens: Int?

    init(_ job: OpenJob, _ outcome: JobCancellation.Outcome) {
      step = job.entry.step.rawValue
      provider = job.provider
      self.job = job.id?.rawValue
      self.outcome = outcome.name
      detail = outcome.words
      if case .cancelled(let tokens) = outcome { trainedTokens = tokens }
    }

    enum CodingKeys: String, CodingKey {
      case step, provider, job, outcome, detail
      case trainedTokens = "trained_tokens"
    }
  }

  let formatVersion = 1
  var jobs: [Job]
  var dryRun: Bool

  enum CodingKeys: String, CodingKey {
    case jobs
    case formatVersion = "format_version"
    case dryRun = "dry_run"
  }
}
