import ArgumentParser
import Diagnostics
import Engine
import Providers
import Steps
import System

/// Names the model of a job whose provider does not.
struct AdoptCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "Name the model of a job that has succeeded and whose provider does not name it.",
    discussion: """
      The next run takes the model of this name for the step, and creates no other job. The journal \
      and the model's receipt keep that the name was given by hand. Called again before that run, \
      the later name counts.
      """
  )

  @Argument(
    help: ArgumentHelp(
      "The fine-tuning step, as 'manifest-run status' shows it.",
      valueName: "step"
    )
  )
  var step: String

  @Argument(help: ArgumentHelp("The model, by the provider's name.", valueName: "model"))
  var model: String

  @Option(
    help: ArgumentHelp("The job, where several were left for steps of this name.", valueName: "id")
  )
  var job: String?

  @Flag(help: "Take a model that the provider does not list.")
  var unlisted = false

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func validate() throws {
    if model.isEmpty { throw ValidationError("name the model") }
  }

  func run(in environment: ProgramEnvironment) async throws {
    let workspace = try workspace.openWithRuns(in: environment.currentFolder, isReadOnly: false)
    let (open, id) = try chosen(in: workspace, environment.services)
    guard let claim = try workspace.claim(open.entry.key) else {
      throw CommandFailure("a run works on '\(step)'", hint: "stop that run first")
    }
    defer { withExtendedLifetime(claim) {} }
    let account = open.entry.account
    let provider = JobStatusQuery(providers: environment.services).provider(of: open)
    guard let inventory = provider?.inventory else {
      throw CommandFailure("no provider here has the account '\(account)'")
    }
    try await check(id, in: inventory)
    try workspace.journal.adopt(model, remoteID: id.rawValue, account: account, at: Instant.now)
    if format.json {
      return Terminal.printResult(["step": open.entry.step, "job": id.rawValue, "model": model])
    }
    guard !display.quiet else { return }
    let line =
      "\(open.entry.step): the next run takes '\(model)' as the model of the job '\(id.rawValue)'"
    Terminal.printResult(TerminalText.escaped(line) + "\n")
  }

  /// The one job that is meant.
  private func chosen(
    in workspace: Workspace,
    _ services: [any Provider]
  ) throws -> (OpenJob, RemoteJobID) {
    let open = OpenJob.jobs(of: try workspace.openWork(), among: services)
    let jobs = open.compactMap { job in job.id.map { (job, $0) } }
      .filter { $0.0.entry.step.rawValue == step && (job == nil || $0.1.rawValue == job) }
    if let only = jobs.first, jobs.count == 1 { return only }
    let name = TerminalText.escaped(step)
    guard !jobs.isEmpty else {
      throw CommandFailure(
        "no job is left for a step '\(name)'" + (job.map { " of the id '\($0)'" } ?? ""),
        hint: "'manifest-run status' shows the steps and jobs that are left"
      )
    }
    let ids = jobs.map { "'\($0.1.rawValue)'" }.joined(separator: ", ")
    throw CommandFailure(
      "several jobs are left for steps '\(name)': \(ids)",
      hint: "name one of them with '--job'"
    )
  }

  /// Refuses a name that cannot be the model of a job.
  private func check(_ id: RemoteJobID, in inventory: any InventoryService) async throws {
    let found = try await Self.job(id, in: inventory)
    let isListed = unlisted ? nil : try await inventory.hasModel(model)
    if let reason = found.flatMap({ Self.reasonForNoModel($0.status) }) {
      throw CommandFailure("the job '\(id.rawValue)' \(reason)")
    }
    if found?.baseModel == model {
      throw CommandFailure("'\(model)' is the model that the job '\(id.rawValue)' was to tune")
    }
    if isListed == false {
      throw CommandFailure(
        "the provider has no model '\(model)'",
        hint: "look for a typing error; '--unlisted' takes the name as it is"
      )
    }
  }

  /// A job; nil where the provider knows it no more, which may keep its model.
  private static func job(
    _ id: RemoteJobID,
    in inventory: any InventoryService
  ) async throws(ProviderError) -> RemoteJob? {
    do throws(ProviderError) {
      return try await inventory.job(id)
    } catch {
      if case .unknownJob = error { return nil }
      throw error
    }
  }

  /// Why a job has no model, in words; nil where it may have one: a state that nobody here knows may be
  /// its end.
  private static func reasonForNoModel(_ status: FineTuneStatus) -> String? {
    switch status {
    case .succeeded, .other: nil
    case .queued, .running: "goes on (\(status.name))"
    case .failed, .cancelled: "ended without a model (\(status.name))"
    }
  }
}
