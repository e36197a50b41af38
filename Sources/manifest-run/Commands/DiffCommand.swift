import ArgumentParser
import Diagnostics
import Engine
import Manifest
import Steps

/// Says whether two manifests or runs gave something else, how they differ, and what that changes.
struct DiffCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what two manifests or runs gave, how they differ, and in which steps.",
    discussion: """
      A and B are manifests; manifests of a Git revision, as in HEAD~3:experiments/vanilla_qa.yaml, read \
      from the repository of the current folder; or runs (12, last, last~1), also one experiment of a \
      run (12/epochs=4). One manifest alone is compared with itself at HEAD. They are compared by what \
      they mean: composed, with defaults filled in, and without regard to an order that changes nothing.
      """
  )

  @Argument(
    help: "The manifest or run to compare with.",
    completion: .file(extensions: ["yaml", "yml"])
  )
  var a: String

  @Argument(
    help: "The manifest or run to compare; without it, A with itself at HEAD.",
    completion: .file(extensions: ["yaml", "yml"])
  )
  var b: String?

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

  @Flag(name: .customLong("items"), help: "List each answer that is right on one side alone.")
  var listsItems = false

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
    let sideA = try DiffSide.load(
      b == nil ? Self.committed(a) : a,
      overrides: setA,
      workspace,
      in: environment,
      into: &diagnostics
    )
    let sideB = try DiffSide.load(
      b ?? a,
      overrides: setB,
      workspace,
      in: environment,
      into: &problemsOfB
    )
    for problem in problemsOfB where !diagnostics.contains(problem) { diagnostics.append(problem) }
    display.print(diagnostics, on: environment.terminal)
    guard let sideA, let sideB else { throw ExitStatus.invalidManifest.exit }
    let comparison = try withExtendedLifetime((sideA, sideB)) {
      try Comparison(sideA.compared, sideB.compared, providers: environment.providers)
    }
    Terminal.printResult(text(of: comparison, on: environment.terminal))
    if tellsByExitCode && !comparison.isEmpty { throw ExitStatus.failed.exit }
  }

  /// A manifest as it was committed last.
  private static func committed(_ path: String) -> String {
    "HEAD:" + (path.hasPrefix("/") ? ManifestPlace(of: path).relativePath(of: path) : "./\(path)")
  }

  private func text(of comparison: Comparison, on terminal: TerminalCapabilities) -> String {
    switch json ? .json : format {
    case .text:
      ComparisonText(
        comparison,
        style: display.resultStyle(on: terminal),
        listsAllSteps: display.verbose,
        listsItems: listsItems,
        width: terminal.resultWidth
      ).text
    case .md: MarkdownComparison(comparison).text
    case .json: JSONDocument.pretty(comparison)
    }
  }
}

/// The forms in which a comparison is printed.
enum DiffFormat: String, CaseIterable, ExpressibleByArgument {
  case text, md, json
}
