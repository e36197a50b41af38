import ArgumentParser
import Manifest

/// The most that an experiment may cost.
struct BudgetOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Pay at most this for the experiment, in the currency of the prices, with what its steps cost "
        + "in earlier runs; goes before the manifest's 'budget'.",
      valueName: "amount"
    )
  )
  var budget: Double?

  func validate() throws {
    if let budget, !(0...1e9).contains(budget) {
      throw ValidationError("'--budget' must be from 0 to 1000000000, found \(budget)")
    }
  }

  /// The budget of a manifest's run, or nil where there is none.
  func amount(for manifest: Manifest) -> Double? { budget ?? manifest.budget }
}
