import Providers

/// What the embedded trainer accepts as parameters of a job.
enum ParameterLimits {
  /// Passes over the training file.
  static let epochs = 1...100_000

  /// Documents in a step.
  static let batchSize = 1...100_000

  /// The largest factor on the base rates: 20 makes Muon's peak 1, the size of the weights.
  static let largestMultiplier = 20.0

  /// The parameters outside the limits, in the manifest's order.
  static func violations(in parameters: FineTuneParameters) -> [UnsupportedParameter] {
    var found = [
      UnsupportedParameter("epochs", parameters.epochs, outside: epochs),
      UnsupportedParameter("batch-size", parameters.batchSize, outside: batchSize),
    ].compactMap(\.self)
    let multiplier = parameters.rateFactor
    if !(multiplier > 0 && multiplier <= largestMultiplier) {
      let reason = "a number above 0 and at most \(Int(largestMultiplier))"
      found.append(UnsupportedParameter(key: "learning-rate-multiplier", reason: reason))
    }
    return found
  }
}

extension FineTuneParameters {
  /// The factor on the base learning rates; 1 where none is given.
  var rateFactor: Double { learningRateMultiplier ?? 1 }
}
