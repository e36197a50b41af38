import ArgumentParser
import Diagnostics
import Engine
import Report
import Steps
import System

/// Lists the runs of a workspace.
struct ListCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the runs of the workspace, newest first.",
    discussion: """
      All conditions must hold. A run meets '--where' where one of its results does:
        exact-match>0.9                        any model, any split
        exact-match[unrealized,curie]>0.9      of this split and model
        exact-match[split=realized,seed=0]=1   of this split and seed
        exact-match[epochs=20]>0.9             of this value of the matrix
      The signs are >, >=, <, <=, = and !=. Quote the condition, since shells take > for themselves.
      """
  )

  @Option(
    name: .customLong("manifest"),
    help: ArgumentHelp(
      "Only runs of manifests of this name, path or file name; may have * and ?, may be repeated.",
      valueName: "name"
    )
  )
  var manifests: [String] = []

  @Option(
    name: .customLong("model"),
    help: ArgumentHelp(
      "Only runs with this model; may have * and ?, may be repeated.",
      valueName: "name"
    )
  )
  var models: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only runs begun at this time or later: \(InstantRange.forms).",
      valueName: "time"
    )
  )
  var since: String?

  @Option(
    help: ArgumentHelp(
      "Only runs begun before the end of this day, minute or second.",
      valueName: "time"
    )
  )
  var until: String?

  @Option(
    name: .customLong("outcome"),
    help: "Only runs that ended so, or are running; may be repeated."
  )
  var outcomes: [RunStatus] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only runs with a result like this; may be repeated.",
      valueName: "condition"
    )
  )
  var conditions: [String] = []

  @Option(help: "The most runs that are listed.")
  var limit: Int?

  @Flag(
    help: "Print comma-separated values on standard output, a line for each result that was made."
  )
  var csv = false

  @Flag(name: .customLong("all"), help: "List runs too that found everything done.")
  var listsAll = false

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func validate() throws {
    if csv && format.json {
      throw ValidationError("'--csv' and '--json' exclude each other; leave one out")
    }
    if let limit, limit < 1 {
      throw ValidationError("'--limit' must be at least 1, found \(limit)")
    }
    _ = try filter()
  }

  func run(in environment: ProgramEnvironment) throws {
    let filter = try filter()
    let found = try workspace.openForReading(from: environment.currentFolder)
    let runs = try found.map { workspace in try filter.runs(of: workspace) } ?? []
    let now = Instant.now
    if format.json {
      let table = Table(RunColumns.json(now: now), of: runs)
      Terminal.printResult(JSONDocument.pretty(RunListDocument(runs: table)))
    } else if csv {
      let results = try found.map { workspace in try MadeResult.all(of: runs, in: workspace) } ?? []
      Terminal.printResult(Table(RunColumns.csv(results), of: results).csv)
    } else if !runs.isEmpty {
      let terminal = environment.terminal
      let width = terminal.resultWidth
      // A condition, or nothing else to show, brings them all.
      let folds = !listsAll && conditions.isEmpty && runs.contains { !$0.didNothing }
      let shown = folds ? runs.filter { !$0.didNothing } : runs
      let table = RunListTable(
        shown,
        style: display.resultStyle(on: terminal),
        width: width,
        clipsResults: conditions.isEmpty
      )
      Terminal.printResult(table.text)
      if shown.count < runs.count, !display.quiet { printFolded(runs.count - shown.count) }
    }
    if runs.isEmpty && !display.quiet {
      try printWhyNothingIsListed(found, in: environment.currentFolder)
    }
  }

  private func filter() throws -> RunFilter {
    RunFilter(
      manifests: manifests,
      models: models,
      since: try since.map { try Self.instant($0, of: "--since").begin },
      until: try until.map { try Self.instant($0, of: "--until").end },
      statuses: outcomes,
      conditions: try conditions.map { text in
        do throws(MetricCondition.Problem) {
          return try MetricCondition(text)
        } catch {
          throw ValidationError("'--where': \(TerminalText.escaped(error.sentence))")
        }
      },
      limit: limit ?? .max
    )
  }

  private static func instant(_ text: String, of option: String) throws -> InstantRange {
    guard let instant = InstantRange(text) else {
      throw ValidationError(
        "'\(option)' must be \(InstantRange.forms), found '\(TerminalText.escaped(text))'"
      )
    }
    return instant
  }

  private func printFolded(_ count: Int) {
    let runs = count == 1 ? "1 run" : "\(count) runs"
    Terminal.printMessage("\n\(runs) more found everything done; '--all' lists them\n")
  }

  /// An empty list may come of nothing having been run, or of a mistyped name.
  private func printWhyNothingIsListed(
    _ found: Workspace?,
    in currentFolder: CurrentFolder
  ) throws {
    guard let found else {
      let path = TerminalText.escaped(currentFolder.shown(workspace.pathHere))
      Terminal.printMessage("no runs: there is no workspace '\(path)'\n")
      return
    }
    let all = try RunFilter().runs(of: found)
    guard !all.isEmpty else {
      Terminal.printMessage("no runs yet\n")
      return
    }
    var lines = ["none of \(Decimals.counted(all.count, "run")) is like this"]
    if !manifests.isEmpty { lines.append(Self.known("manifests", all.map(\.run.manifestName))) }
    if !models.isEmpty || !conditions.isEmpty {
      lines.append(Self.known("models with results", all.flatMap { $0.results.map(\.model) }))
    }
    Terminal.printMessage(lines.joined(separator: "\n  ") + "\n")
  }

  private static func known(_ subject: String, _ names: [String]) -> String {
    let names = Set(names).sorted()
    let shown = names.prefix(10).map { "'\(TerminalText.escaped($0))'" }.joined(separator: ", ")
    return names.isEmpty
      ? "there are no \(subject)"
      : "the \(subject) are \(shown)" + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }
}

extension RunStatus: ExpressibleByArgument {}
