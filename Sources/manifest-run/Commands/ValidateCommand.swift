import ArgumentParser
import Engine

/// Checks a manifest and does nothing else.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check a manifest: its form, its values, its providers and its pairs."
  )

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var display: DisplayOptions

  func run() throws {
    let experiment = try PlannedExperiment(manifest, until: nil, display)
    guard !display.quiet else { return }
    let count = experiment.plan.steps.count
    Terminal.printMessage("\(manifest.manifest) is valid: \(count) steps\n")
  }
}
