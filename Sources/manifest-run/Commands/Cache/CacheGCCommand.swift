import ArgumentParser
import Engine
import Manifest
import Steps
import System

/// Removes results that no kept run or manifest needs.
struct CacheGCCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Say what no kept run or manifest needs, and with --delete remove it.",
    discussion: """
      Kept is what runs used: of all runs, or, with --keep-last or --older-than, of those that the \
      options leave. Manifests that are named keep what they would reuse. Removed results are made \
      again when they are needed, and paid for again where a provider has forgotten them.
      """
  )

  @Argument(
    help: "Manifests whose results are kept.",
    completion: .file(extensions: ["yaml", "yml"])
  )
  var manifests: [String] = []

  @Option(
    name: .customLong("keep-last"),
    help: ArgumentHelp(
      "Keep only what the newest runs of each manifest used; runs that succeeded are counted.",
      valueName: "n"
    )
  )
  var newestRuns: Int?

  @Option(
    name: .customLong("older-than"),
    help: ArgumentHelp(
      "Let go of what only runs used that began longer ago, as in 30d, 12h or 45m.",
      valueName: "age"
    )
  )
  var age: TimeSpan?

  @Flag(help: "Remove it; else it is only said.")
  var delete = false

  @OptionGroup var changes: ManifestChanges
  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func validate() throws {
    guard let newestRuns else { return }
    guard newestRuns >= 0 else {
      throw ValidationError("'--keep-last' must be 0 or more, found \(newestRuns)")
    }
    if newestRuns == 0 && manifests.isEmpty && age == nil {
      throw ValidationError(
        "'--keep-last 0' keeps no run; name the manifests whose results are kept"
      )
    }
  }

  func run(in environment: ProgramEnvironment) throws {
    let roots = try CacheRoots(
      newestRuns: newestRuns,
      after: age.map { Instant.now - $0.seconds },
      plans: manifests.map { path in
        try PlannedExperiment(path, changes, display, in: environment).plan
      }
    )
    let workspace = try workspace.openHere(in: environment.currentFolder)
    let garbage =
      delete ? try workspace.collectGarbage(keeping: roots) : try workspace.garbage(keeping: roots)
    guard let garbage else {
      throw CommandFailure(
        "a run is in progress in '\(environment.currentFolder.shown(workspace.path))', "
          + "and what it needs is not known before its end; nothing was removed",
        hint: "call it again when the run has ended"
      )
    }
    if format.json { return Terminal.printResult(garbage.document(isRemoved: delete)) }
    Terminal.printResult(GarbageText(garbage: garbage, isRemoved: delete).text)
  }
}
