import ArgumentParser
import Diagnostics
import Engine
import Providers
import Steps

/// Names the model of a job whose provider does not.
struct AdoptCommand: AsyncParsableCommand {
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

  func run() async throws {
    guard Workspace.exists(at: workspace.pathHere) else {
      workspace.sayThatThereIsNone()
      throw ExitStatus.stepFailed.exit
    }
    let path = workspace.pathHere
    let found = try WorkspaceOptions.failing { try Workspace.open(at: path) }
    let (open, id) = try chosen(in: found)
    let adoption = ModelAdoption(
      workspace: found,
      inquiry: JobInquiry(providers: Wiring.services),
      takesUnlisted: unlisted
    )
    do {
      try await adoption.adopt(model, of: open, id)
    } catch let error as WorkspaceError {
      Terminal.printFailure("\(error)", hint: error.hint)
      throw ExitStatus.stepFailed.exit
    } catch let refusal as ModelAdoption.Refusal {
      Terminal.printFailure(words(refusal, id), hint: refusal.hint)
      throw refusal.status.exit
    }
    if format.json {
      let adopted = AdoptedModel(step: open.entry.step.rawValue, job: id.rawValue, model: model)
      Terminal.printResult(JSONDocument.pretty(adopted))
      return
    }
    guard !display.quiet else { return }
    let line =
      "\(open.entry.step): the next run takes '\(model)' as the model of the job '\(id.rawValue)'"
    Terminal.printResult(TerminalText.escaped(line) + "\n")
  }

  /// The one job that is meant.
  private func chosen(in workspace: Workspace) throws -> (OpenJob, RemoteJobID) {
    let open = try WorkspaceOptions.failing { OpenJob.jobs(of: try workspace.openWork()) }
    let jobs = open.compactMap { job in job.id.map { (job, $0) } }
      .filter { $0.0.entry.step.rawValue == step && (job == nil || $0.1.rawValue == job) }
    if let only = jobs.first, jobs.count == 1 { return only }
    let name = TerminalText.escaped(step)
    if jobs.isEmpty {
      Terminal.printFailure(
        "no job is left for a step '\(name)'" + (job.map { " of the id '\($0)'" } ?? ""),
        hint: "'manifest-run status' shows the steps and jobs that are left"
      )
    } else {
      let ids = jobs.map { "'\($0.1.rawValue)'" }.joined(separator: ", ")
      Terminal.printFailure(
        "several jobs are left for steps '\(name)': \(ids)",
        hint: "name one of them with '--job'"
      )
    }
    throw ExitStatus.stepFailed.exit
  }

  private func words(_ refusal: ModelAdoption.Refusal, _ id: RemoteJobID) -> String {
    switch refusal {
    case .waitedFor: "a run works on '\(step)'"
    case .noModel(let standing): "the job '\(id.rawValue)' \(standing)"
    case .baseModel: "'\(model)' is the model that the job '\(id.rawValue)' was to tune"
    case .unlisted: "the provider has no model '\(model)'"
    case .unasked(let problem, _): problem
    }
  }
}

extension ModelAdoption.Refusal {
  fileprivate var hint: String? {
    switch self {
    case .waitedFor: "stop that run first"
    case .unlisted: "look for a typing error; '--unlisted' takes the name as it is"
    case .noModel, .baseModel, .unasked: nil
    }
  }

  fileprivate var status: ExitStatus {
    switch self {
    case .unasked(_, isUnreachable: true): .unreachable
    case .waitedFor, .noModel, .baseModel, .unlisted, .unasked: .stepFailed
    }
  }
}

/// What `provider adopt --json` prints.
private struct AdoptedModel: Encodable {
  var step: String
  var job: String
  var model: String
}
