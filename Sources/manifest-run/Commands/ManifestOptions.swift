import ArgumentParser
import Diagnostics
import Manifest
import Steps

/// The manifest to work on and what the command line changes in it.
struct ManifestOptions: ParsableArguments {
  @Argument(help: "The manifest.", completion: .file(extensions: ["yaml", "yml"]))
  var manifest: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Give a key another value for this call, as in fine-tune.epochs=20; may be repeated.",
      valueName: "key=value"
    )
  )
  var overrides: [String] = []

  /// The manifest, checked.
  ///
  /// - Throws: The exit status for an invalid manifest, after its problems were printed.
  func load(_ display: DisplayOptions, root: String) throws -> Manifest {
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: manifest,
      overrides: overrides,
      reader: FileManifestReader(root: root),
      into: &diagnostics
    )
    display.print(diagnostics)
    guard let manifest else { throw ExitStatus.invalidManifest.exit }
    return manifest
  }
}
