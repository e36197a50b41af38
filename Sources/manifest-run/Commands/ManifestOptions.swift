import ArgumentParser
import Diagnostics
import Manifest
import Steps

/// The manifest to work on and what the command line changes in it.
struct ManifestOptions: ParsableArguments {
  @Argument(help: "The manifest.", completion: .file(extensions: ["yaml", "yml"]))
  var manifest: String

  @OptionGroup var changes: ManifestChanges

  init() {}

  /// The options of a command that takes several manifests, for one of them.
  init(_ manifest: String, _ changes: ManifestChanges) {
    self.manifest = manifest
    self.changes = changes
  }

  /// The manifest, checked.
  ///
  /// - Parameters:
  ///   - display: How problems are shown.
  ///   - root: The folder whose files the manifest may use.
  ///   - checks: What its experiments must pass beside the format's own rules.
  /// - Returns: The manifest.
  /// - Throws: The exit status for an invalid manifest, after its problems were printed.
  func load(
    _ display: DisplayOptions,
    root: String,
    checks: [ManifestCheck] = []
  ) throws -> Manifest {
    try changes.load(manifest, display, root: root, checks: checks)
  }
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
    root: String,
    checks: [ManifestCheck] = []
  ) throws -> Manifest {
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: path,
      overrides: overrides,
      reader: FileManifestReader(root: root, manifest: path),
      checks: checks,
      into: &diagnostics
    )
    display.print(diagnostics)
    guard let manifest else { throw ExitStatus.invalidManifest.exit }
    return manifest
  }
}
