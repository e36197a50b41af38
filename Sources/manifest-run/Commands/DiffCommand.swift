import ArgumentParser
import Diagnostics
import Engine
import Manifest
import Steps

/// Says how two manifests differ, what that changes, and what both gave.
struct DiffCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say how two manifests differ, in which steps, and what both gave.",
    discussion: """
      A and B are manifests, or manifests of a Git revision as in HEAD~3:experiments/vanilla_qa.yaml, \
      read from the repository of the current folder. They are compared by what they mean: composed, \
      with defaults filled in, and without regard to an order that changes nothing.
      """
  )

  @Argument(help: "The manifest to compare with.", completion: .file(extensions: ["yaml", "yml"]))
  var a: String

  @Argument(help: "The manifest to compare.", completion: .file(extensions: ["yaml", "yml"]))
  var b: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Give a key another value in both; may be repeated.", valueName: "key=value")
  )
  var overrides: [String] = []

  @Option(
    name: .customLong("set-a"),
    help: ArgumentHelp("Give a key another value in A; may be repeated.", valueName: "key=value")
  )
  var overridesOfA: [String] = []

  @Option(
    name: .customLong("set-b"),
    help: ArgumentHelp("Give a key another value in B; may be repeated.", valueName: "key=value")
  )
  var overridesOfB: [String] = []

  @Option(help: "Print text, Markdown for a pull request (md), or JSON.")
  var format = DiffFormat.text

  @Flag(help: "Print one JSON object on standard output; the same as --format json.")
  var json = false

  @Flag(name: .customLong("exit-code"), help: "End with status 1 where there is a difference.")
  var tellsByExitCode = false

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if json && format == .md {
      throw ValidationError("'--json' and '--format md' exclude each other; leave one out")
    }
  }

  func run(in environment: ProgramEnvironment) throws {
    var diagnostics = DiagnosticList()
    var problemsOfB = DiagnosticList()
    let (setA, setB) = (overrides + overridesOfA, overrides + overridesOfB)
    let sideA = DiffSide.load(a, overrides: setA, in: environment, into: &diagnostics)
    let sideB = DiffSide.load(b, overrides: setB, in: environment, into: &problemsOfB)
    for problem in problemsOfB where !diagnostics.contains(problem) { diagnostics.append(problem) }
    display.print(diagnostics, on: environment.terminal)
    guard var sideA, var sideB else { throw ExitStatus.invalidManifest.exit }
    let comparison = try withExtendedLifetime((sideA, sideB)) {
      try measure(&sideA)
      try measure(&sideB)
      return try Comparison(sideA.compared, sideB.compared, providers: environment.providers)
    }
    Terminal.printResult(text(of: comparison, on: environment.terminal))
    if tellsByExitCode && !comparison.isEmpty { throw ExitStatus.failed.exit }
  }

  private func text(of comparison: Comparison, on terminal: TerminalCapabilities) -> String {
    switch json ? .json : format {
    case .text:
      ComparisonText(
        comparison,
        style: display.resultStyle(on: terminal),
        listsAllSteps: display.verbose
      ).text
    case .md: MarkdownComparison(comparison).text
    case .json: JSONDocument.pretty(comparison)
    }
  }

  /// Adds what the workspace of a side has of it; a workspace that is not there stays so.
  private func measure(_ side: inout DiffSide) throws {
    guard let workspace = try workspace.openExisting(for: side.place) else { return }
    try side.compared.look(in: workspace)
  }
}

/// The forms in which a comparison is printed.
enum DiffFormat: String, CaseIterable, ExpressibleByArgument {
  case text, md, json
}
