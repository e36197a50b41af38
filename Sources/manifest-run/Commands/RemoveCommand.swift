import ArgumentParser
import Diagnostics
import Engine
import Manifest
import Steps

/// Removes runs from the history.
struct RemoveCommand: ParsableCommand {
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

  func run() throws {
    try workspace.requireFolder()
    guard Workspace.exists(at: workspace.pathHere) else {
      workspace.sayThatThereIsNone()
      throw ExitStatus.stepFailed.exit
    }
    try WorkspaceOptions.failing {
      let path = workspace.pathHere
      let found = dryRun ? try Workspace.openReadOnly(at: path) : try Workspace.open(at: path)
      let chosen = try chosen(from: found.runs())
      var removed: [(run: PastRun, status: RunStatus)] = []
      var kept: [PastRun] = []
      for run in chosen.runs {
        let status = try found.status(of: run)
        if status == .running { kept.append(run) } else { removed.append((run, status)) }
      }
      if !dryRun { try found.remove(removed.map(\.run.id)) }
      tell(removed, kept: kept, missing: chosen.missing)
      if !kept.isEmpty || !chosen.missing.isEmpty { throw ExitStatus.stepFailed.exit }
    }
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
      Terminal.printResult(
        JSONDocument.pretty(
          RemovalDocument(
            removed: removed.map(\.run.id.rawValue),
            running: kept.map(\.id.rawValue),
            missing: missing,
            dryRun: dryRun
          )
        )
      )
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
    for number in missing { Terminal.printFailure("there is no run \(number)", hint: nil) }
    for run in kept {
      Terminal.printFailure(
        "run \(run.id) goes on and \(dryRun ? "would be" : "was") not removed",
        hint: "wait for its end, or stop it with Ctrl-C where it runs"
      )
    }
  }
}

/// What `rm --json` prints.
private struct RemovalDocument: Encodable {
  let formatVersion = 1

  /// The runs that were, or with `dry_run` would be, removed.
  var removed: [Int]

  /// Those that go on and stay.
  var running: [Int]

  /// Numbers that are no run.
  var missing: [Int]
  var dryRun: Bool

  enum CodingKeys: String, CodingKey {
    case removed, running, missing
    case formatVersion = "format_version"
    case dryRun = "dry_run"
  }
}
