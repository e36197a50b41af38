import ArgumentParser
import Diagnostics
import Manifest
import Steps

/// The manifest to work on and what the command line changes in it.
struct ManifestOptions: ParsableArguments {
  @Argument(help: "The manifest.", completion: .file(extensions: ["yaml", "yml"]))
  var manifest: String

  @OptionGroup var changes: ManifestChanges
}

/// What the command line changes in a manifest.
struct ManifestChanges: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Give a key another value for this call, as in fine-tune.epochs=20; may be repeated.",
      valueName: "key=value"
    )
  )
  var overrides: [String] = []

  /// The manifest of a path with these changes, checked.
  ///
  /// - Throws: The exit status for an invalid manifest, after its problems were printed.
  func load(
    _ path: String,
    _ display: DisplayOptions,
    in environment: ProgramEnvironment,
    root: String,
    checks: [ManifestCheck] = []
  ) throws -> Manifest {
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: path,
      overrides: overrides,
      format: environment.format,
      reader: FileManifestReader(root: root, manifest: path),
      checks: checks,
      into: &diagnostics
    )
    display.print(diagnostics, on: environment.terminal)
    guard let manifest else { throw ExitStatus.invalidManifest.exit }
    return manifest
  }
}
