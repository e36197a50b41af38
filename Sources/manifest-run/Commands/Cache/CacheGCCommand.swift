import ArgumentParser
import Engine
import Manifest
import Steps

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Removes results that nothing needs which is to be kept.
struct CacheGCCommand: ParsableCommand {
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

  func run() throws {
    let roots = try CacheRoots(
      newestRuns: newestRuns,
      after: age.map { Date().timeIntervalSince1970 - $0.seconds },
      plans: manifests.map(plan)
    )
    let workspace = try workspace.openHere()
    let garbage = try WorkspaceOptions.failing {
      delete
        ? try workspace.collectGarbage(keeping: roots) : try workspace.garbage(keeping: roots)
    }
    guard let garbage else {
      Terminal.printFailure(
        "a run is in progress in '\(Terminal.shownPath(workspace.path))', "
          + "and what it needs is not known before its end; nothing was removed",
        hint: "call it again when the run has ended"
      )
      throw ExitStatus.stepFailed.exit
    }
    Terminal.printResult(
      format.json
        ? JSONDocument.pretty(GarbageDocument(garbage, isRemoved: delete))
        : GarbageText(garbage, isRemoved: delete).text
    )
  }

  private func plan(of manifest: String) throws -> Plan {
    let options = ManifestOptions(manifest, changes)
    return try PlannedExperiment(options, until: nil, display).plan
  }
}
