import ArgumentParser
import Diagnostics
import Engine
import Manifest
import Steps

/// Prints a run with all that is known of it, or a manifest as it is understood.
struct ShowCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a run of the workspace, or a manifest as it is understood.",
    discussion: """
      A number or 'last' names a run: 'manifest-run show 3'. With '--resolved' the argument is always \
      a manifest: 'manifest-run show FILE --resolved'.
      """
  )

  @Argument(
    help: ArgumentHelp("The number of a run, 'last', or a manifest.", valueName: "run-or-manifest"),
    completion: .file(extensions: ["yaml", "yml"])
  )
  var subject: String

  @OptionGroup var changes: ManifestChanges
  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  @Flag(
    help: """
      Print the manifest composed and with every default filled in, and where each value was \
      written: as YAML with comments, or as JSON.
      """
  )
  var resolved = false

  @Flag(name: .customLong("each"), help: "Give each run of a matrix a row, after the means.")
  var listsEach = false

  func validate() throws {
    guard !resolved else { return }
    let shown = TerminalText.escaped(subject)
    guard RunReference(argument: subject) != nil else {
      throw ValidationError(
        "'\(shown)' is no run; say 'show \(shown) --resolved' for a manifest as it is understood, and "
          + "a number or 'last' for a run"
      )
    }
    guard changes.overrides.isEmpty else {
      throw ValidationError("'--set' changes a manifest, and '\(shown)' is a run; leave one out")
    }
  }

  func run(in environment: ProgramEnvironment) throws {
    guard !resolved, let address = RunReference(argument: subject) else {
      return try showManifest(in: environment)
    }
    let workspace = try workspace.openWithRuns(in: environment.currentFolder, isReadOnly: true)
    let run = try address.run(in: workspace)
    let details = try RunDetails(of: run, in: workspace)
    if format.json { return Terminal.printResult(details.document) }
    let page = RunPage(
      details: details,
      providers: environment.providers,
      style: display.resultStyle(on: environment.terminal),
      listsAllSteps: display.verbose,
      listsEach: listsEach,
      width: environment.terminal.resultWidth
    )
    Terminal.printResult(page.text)
  }

  private func showManifest(in environment: ProgramEnvironment) throws {
    let place = ManifestPlace(of: subject)
    let loaded = try changes.load(subject, display, in: environment, root: place.root)
    Terminal.printResult(
      format.json
        ? JSONDocument.pretty(OriginDocument(loaded.resolved)) : loaded.resolved.annotatedYAML
    )
  }
}
