import ArgumentParser
import Diagnostics
import Engine
import Manifest
import Steps
import System

/// Removes runs from the history.
struct RemoveCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm",
    abstract: "Remove the history, the logs and the reports of runs.",
    discussion: """
      What the runs made stays in the workspace and is reused as before. A run that goes on is never \
      removed.
      """
  )

  @Argument(help: ArgumentHelp("Runs: a number, a range such as 3-7, or 'last'.", valueName: "run"))
  var runs: [RunRange] = []

  @Option(
    help: ArgumentHelp(
      "Remove all runs that began longer ago: \(TimeSpan.forms); with runs named, only of these.",
      valueName: "age"
    )
  )
  var olderThan: String?

  @Flag(help: "Say what would be removed, and remove nothing.")
  var dryRun = false

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func validate() throws {
    guard !runs.isEmpty || olderThan != nil else {
      throw ValidationError("say which runs: their numbers, or '--older-than' with an age")
    }
    if let olderThan, TimeSpan(olderThan) == nil {
      throw ValidationError(
        "'--older-than' must be \(TimeSpan.forms), found '\(TerminalText.escaped(olderThan))'"
      )
    }
  }

  func run(in environment: ProgramEnvironment) throws {
    let workspace = try workspace.openWithRuns(in: environment.currentFolder, isReadOnly: dryRun)
    let chosen = try chosen(from: workspace.runs())
    var removed: [(run: PastRun, status: RunStatus)] = []
    var kept: [PastRun] = []
    for run in chosen.runs {
      let status = try workspace.status(of: run)
      if status == .running { kept.append(run) } else { removed.append((run, status)) }
    }
    if !dryRun { try workspace.remove(removed.map(\.run.id)) }
    tell(removed, kept: kept, missing: chosen.missing)
    if !kept.isEmpty || !chosen.missing.isEmpty { throw ExitStatus.failed.exit }
  }

  /// The runs that are asked for, newest first, and the numbers asked for alone that are no run.
  private func chosen(from all: [PastRun]) throws -> (runs: [PastRun], missing: [Int]) {
    let limit = olderThan.flatMap({ TimeSpan($0) }).map { Instant.now - $0.seconds }
    let numbers = Set(all.map(\.id.rawValue))
    var missing: [Int] = []
    let ranges = runs.map { range -> ClosedRange<Int>? in
      guard case .numbers(let range) = range else {
        return all.first.map { $0.id.rawValue...$0.id.rawValue }
      }
      // In a range, numbers of runs that were removed before are no mistake.
      if range.count == 1, !numbers.contains(range.lowerBound) { missing.append(range.lowerBound) }
      return range
    }
    let chosen = all.filter { run in
      (runs.isEmpty || ranges.contains { $0?.contains(run.id.rawValue) ?? false })
        && limit.map { run.started < $0 } ?? true
    }
    return (chosen, missing)
  }

  private func tell(
    _ removed: [(run: PastRun, status: RunStatus)],
    kept: [PastRun],
    missing: [Int]
  ) {
    if format.json {
      Terminal.printResult([
        "format_version": 1,
        // The runs that were, or with `dry_run` would be, removed.
        "removed": removed.map(\.run.id),
        // Those that go on and stay.
        "running": kept.map(\.id),
        // Numbers that are no run.
        "missing": missing,
        "dry_run": dryRun,
      ])
    } else if !display.quiet {
      let verb = dryRun ? "would remove" : "removed"
      let lines = removed.map { run, status in
        "\(verb) run \(run.id)  \(Instant.local(run.started))  "
          + "\(TerminalText.escaped(run.manifestName))  \(status.rawValue)\n"
      }
      Terminal.printResult(lines.joined())
      if removed.isEmpty && kept.isEmpty && missing.isEmpty {
        Terminal.printMessage("there is nothing to remove\n")
      }
    }
    for number in missing { Terminal.printFailure("there is no run \(number)") }
    for run in kept {
      Terminal.printFailure(
        "run \(run.id) goes on and \(dryRun ? "would be" : "was") not removed",
        hint: "wait for its end, or stop it with Ctrl-C where it runs"
      )
    }
  }
}
