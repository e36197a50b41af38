import ArgumentParser
import Diagnostics
import Engine
import Manifest
import Providers
import Steps
import System

/// Lists what an account has at a provider that no run here refers to, and deletes it on request.
struct OrphansCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "orphans",
    abstract: "List files, jobs and models at a provider that no run of this workspace refers to.",
    discussion: """
      What other workspaces and other people of the account have there is listed too: only what this \
      workspace's journal, receipts and job marks name is known to be wanted. '--delete' deletes the \
      files and models that are listed, but no file that a running job needs. Ended jobs stay in the \
      provider's list for ever.
      """
  )

  @Argument(help: ArgumentHelp("The provider, as manifests name it.", valueName: "name"))
  var name = "openai"

  @Option(
    name: .customLong("match"),
    help: ArgumentHelp(
      "Only what has a name or id like this, in which '*' stands for any text.",
      valueName: "pattern"
    )
  )
  var pattern: String?

  @Option(
    name: .customLong("older-than"),
    help: ArgumentHelp("Only what was made longer ago: \(TimeSpan.forms).", valueName: "age")
  )
  var age: TimeSpan?

  @Flag(help: "Delete the files and models that are listed.")
  var delete = false

  @Flag(help: "Cancel the jobs that are listed and have not ended.")
  var cancel = false

  @Flag(name: .shortAndLong, help: "Do not ask before.")
  var yes = false

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  private var changesSomething: Bool { delete || cancel }

  func run(in environment: ProgramEnvironment) async throws {
    let (provider, inventory) = try chosen(in: environment)
    let references = try references(environment.currentFolder)
    let orphans = try await orphans(in: inventory, references, environment.services)
    let removal = OrphanRemoval(orphans: orphans, deletes: delete, cancels: cancel)
    if !format.json {
      Terminal.printResult(
        orphans.isEmpty
          ? "nothing at '\(TerminalText.escaped(name))' is without a run here that refers to it\n"
          : OrphansText(orphans: orphans).text
      )
    }
    if !removal.isEmpty { try confirm(removal, on: environment.terminal) }
    var removed = OrphanRemoval.Removed()
    var problem: ProviderError?
    do throws(ProviderError) {
      try await removal.perform(
        in: inventory,
        jobService: provider.fineTuning,
        into: &removed
      )
    } catch {
      problem = error
    }
    tell(orphans, removed, provider.identity)
    if let problem { throw problem }
  }

  private func chosen(
    in environment: ProgramEnvironment
  ) throws -> (any Provider, any InventoryService) {
    let problems = environment.serviceSettings.problems
    display.print(problems, on: environment.terminal)
    guard !problems.hasErrors else { throw ExitStatus.invalidManifest.exit }
    let services = environment.services
    guard let provider = services.first(where: { $0.identity.name == name }) else {
      let names = services.map { "'\($0.identity.name)'" }.joined(separator: ", ")
      throw CommandFailure(
        "there is no service '\(name)'",
        hint: "the services are \(names)",
        status: .wrongUsage
      )
    }
    guard let inventory = provider.inventory else {
      throw CommandFailure("'\(name)' does not list what it keeps")
    }
    return (provider, inventory)
  }

  /// What the workspace's runs refer to; without a workspace nothing may be deleted.
  private func references(_ currentFolder: CurrentFolder) throws -> RemoteReferences {
    let found = try workspace.openForReading(from: currentFolder)
    guard let found else {
      let path = currentFolder.shown(workspace.pathHere)
      if changesSomething {
        throw CommandFailure(
          "there is no workspace '\(path)', so nothing says what is still wanted",
          hint: "go to the folder of your experiments, or name the workspace with '--workspace'"
        )
      }
      Terminal.printWarning("there is no workspace '\(path)': everything of the account is listed")
      return RemoteReferences()
    }
    do {
      return try RemoteReferences(of: found)
    } catch let failure as StepFailure {
      throw CommandFailure(
        "\(failure)",
        hint: "'manifest-run cache verify' finds damaged results and puts them aside"
      )
    }
  }

  private func orphans(
    in inventory: any InventoryService,
    _ references: RemoteReferences,
    _ services: [any Provider]
  ) async throws(ProviderError) -> Orphans {
    // Jobs last: what they are listed with is then known to be there or gone.
    let files = try await inventory.files()
    let models = try await inventory.models()
    return Orphans(
      files: files,
      jobs: try await inventory.jobs(),
      otherJobs: try await otherJobs(of: inventory.owner, references, services),
      models: models,
      references: references.shown(by: inventory),
      filter: Orphans.Filter(pattern: pattern, madeBefore: age.map { Instant.now - $0.seconds })
    )
  }

  /// The jobs of the same owner that the account's other names list, whose files are nobody's orphans.
  private func otherJobs(
    of owner: String,
    _ references: RemoteReferences,
    _ services: [any Provider]
  ) async throws(ProviderError) -> [RemoteJob] {
    var jobs: [RemoteJob] = []
    for service in services where service.identity.name != name {
      guard let inventory = service.inventory, inventory.owner == owner else { continue }
      do throws(ProviderError) {
        jobs += try await inventory.jobs()
      } catch {
        switch error {
        // Most services have no list in the older form, and so no jobs in it.
        case .unreadable, .rejected:
          guard references.hasJobs(in: service.identity.account) else { continue }
          throw .unreadable(
            "jobs of this workspace have files there as '\(service.identity.name)': \(error)"
          )
        default: throw error
        }
      }
    }
    return jobs
  }

  /// Asks on a terminal; elsewhere '--yes' must have answered before.
  private func confirm(_ removal: OrphanRemoval, on terminal: TerminalCapabilities) throws {
    guard !yes else { return }
    guard terminal.canAsk else {
      throw CommandFailure(
        "'--delete' and '--cancel' ask before they do anything, and there is no terminal to ask",
        hint: "look at the list, then call again with '--yes'",
        status: .wrongUsage
      )
    }
    Terminal.printMessage("\(removal.words) at '\(TerminalText.escaped(name))'? [y/N] ")
    let answer = readLine()?.lowercased()
    guard answer == "y" || answer == "yes" else {
      Terminal.printMessage("nothing was changed\n")
      throw ExitCode.success
    }
  }

  private func tell(
    _ orphans: Orphans,
    _ removed: OrphanRemoval.Removed,
    _ identity: ProviderIdentity
  ) {
    if format.json { return Terminal.printResult(orphans.document(of: identity, removed)) }
    let lines =
      removed.cancelled.map { "cancelled \(TerminalText.escaped($0))\n" }
      + removed.deleted.map { "deleted \(TerminalText.escaped($0))\n" }
    Terminal.printResult(lines.joined())
    guard !display.quiet, !changesSomething, !orphans.isEmpty else { return }
    Terminal.printMessage("'--delete' deletes the files and models\n")
  }
}
