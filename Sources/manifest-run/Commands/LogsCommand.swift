import ArgumentParser
import Diagnostics
import Engine
import System

/// Prints what happened in a run.
struct LogsCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Print what happened in a run, and what its steps said.",
    discussion: """
      Progress is told where '--verbose' asks for it, and always with a step named. '--json' prints \
      the lines of the run's 'events.jsonl', one JSON object each.
      """
  )

  @Argument(help: ArgumentHelp("The number of a run, or 'last'.", valueName: "run"))
  var address: RunReference

  @Argument(help: "Only this step; may have * and ?.")
  var step: String?

  @Flag(name: .shortAndLong, help: "Go on until the run ends.")
  var follow = false

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions

  @Flag(help: "Print one JSON object a line on standard output.")
  var json = false

  func run(in environment: ProgramEnvironment) async throws {
    let workspace = try workspace.openWithRuns(in: environment.currentFolder, isReadOnly: true)
    let run = try address.run(in: workspace)
    guard let reader = EventReader(of: run.id, in: workspace) else {
      let isRecorded = try workspace.provenance(of: run.id) != nil
      throw CommandFailure(
        "nothing was kept of what happened in run \(run.id)",
        hint: isRecorded ? nil : "the run was made by an earlier version"
      )
    }
    var text = EventLineText(style: display.resultStyle(on: environment.terminal))
    var known: [String] = []
    var hasMatch = step == nil
    while true {
      // Asked for before reading: what an ended run wrote last is read with it.
      let status = try workspace.status(of: run)
      var output = ""
      for line in reader.next() {
        if let steps = line.event.steps { known = steps.map(\.id) }
        if let step, known.contains(where: { Glob.matches(step, $0) }) { hasMatch = true }
        output += printed(line, &text)
      }
      if !output.isEmpty { Terminal.printResult(output) }
      try checkStep(hasMatch, known)
      guard follow, status == .running, Terminal.canPrintResults else {
        if status == .killed { Terminal.printMessage("run \(run.id) was killed before its end\n") }
        return
      }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  private func printed(_ line: EventReader.Line, _ text: inout EventLineText) -> String {
    let told = text.line(line.event)
    if let step {
      guard let name = line.event.step, Glob.matches(step, name) else { return "" }
    }
    if json { return line.text + "\n" }
    if step == nil && line.event.event == "progress" && !display.verbose { return "" }
    return told.map { $0 + "\n" } ?? ""
  }

  private func checkStep(_ hasMatch: Bool, _ known: [String]) throws(CommandFailure) {
    guard let step, !hasMatch else { return }
    let closest = ClosestMatch.closest(to: step, among: known)
    throw CommandFailure(
      "the run has no step '\(step)'",
      hint: closest.map { "did you mean '\($0)'?" }
        ?? "'manifest-run show \(address)' lists its steps"
    )
  }
}

extension RunReference: CustomStringConvertible {
  var description: String {
    switch self {
    case .number(let number): String(number)
    case .last(before: 0): "last"
    case .last(let count): "last~\(count)"
    }
  }
}
