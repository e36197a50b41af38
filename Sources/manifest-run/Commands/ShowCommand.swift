import ArgumentParser
import Manifest
import Steps

/// Prints a manifest as it is understood.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a manifest as it is understood."
  )

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  @Flag(
    help: """
      Print the manifest composed and with every default filled in, and where each value was \
      written: as YAML with comments, or as JSON.
      """
  )
  var resolved = false

  func validate() throws {
    guard resolved else {
      throw ValidationError("say what to show; '--resolved' prints the resolved manifest")
    }
  }

  func run() throws {
    let place = ManifestPlace(of: manifest.manifest)
    let loaded = try manifest.load(display, root: place.root)
    Terminal.printResult(
      format.json
        ? JSONDocument.pretty(OriginDocument(loaded.resolved)) : loaded.resolved.annotatedYAML
    )
  }
}
