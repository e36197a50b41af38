import ArgumentParser
import Diagnostics
import Manifest
import Steps

/// Checks manifests, corrects what can be corrected, and does nothing else.
struct ValidateCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check manifests: their form, their values, their providers and their pairs.",
    discussion: """
      A folder stands for all its .yaml and .yml files, hidden ones and symbolic links out of the \
      folder left out. Exit status: 0 all are valid, 64 wrong usage, 65 one is not.
      """
  )

  /// In which form problems are told.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    /// For people, on standard error.
    case text

    /// For programs: one object a line on standard output.
    case json

    /// For GitHub's workflows: one annotation a line on standard output.
    case github
  }

  @Argument(
    help: "Manifests, and folders of manifests.",
    completion: .file(extensions: ["yaml", "yml"])
  )
  var paths: [String]

  @OptionGroup var changes: ManifestChanges
  @OptionGroup var display: DisplayOptions

  @Option(help: "How problems are told.")
  var format = Format.text

  @Flag(help: "Apply the corrections that problems come with, then check again.")
  var fix = false

  func validate() throws {
    if fix, let stream = paths.first(where: ManifestPaths.isStream) {
      throw ValidationError("'--fix' changes files, and '\(TerminalText.escaped(stream))' is none")
    }
  }

  func run(in environment: ProgramEnvironment) throws {
    let search = ManifestSearch(paths)
    // One for all, since it reads once what they have in common.
    let planner = environment.planner(warnsOfKeys: true)
    var recorder = ValidationRecorder(
      format: format,
      display: display,
      terminal: environment.terminal
    )
    if fix {
      let first = search.paths.map { planner.validate($0, overrides: changes.overrides) }
      let correction = ManifestCorrection(of: first)
      recorder.record(correction)
      if correction.isEmpty {
        for manifest in first { recorder.record(manifest) }
        return try finish(search, &recorder)
      }
    }
    for path in search.paths {
      recorder.record(planner.validate(path, overrides: changes.overrides))
    }
    try finish(search, &recorder)
  }

  private func finish(_ search: ManifestSearch, _ recorder: inout ValidationRecorder) throws {
    for (path, problem) in search.problems { recorder.record(problem, of: path) }
    recorder.finish()
    if recorder.foundErrors { throw ExitStatus.invalidManifest.exit }
  }
}
