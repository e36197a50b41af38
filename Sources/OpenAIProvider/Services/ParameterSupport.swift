internal import Providers

/// What the dialects take as parameters of a job.
enum ParameterSupport {
  /// The parameters that a service of a dialect cannot honour, in the manifest's order.
  static func violations(
    in parameters: FineTuneParameters,
    dialect: Dialect
  ) -> [UnsupportedParameter] {
    var found: [UnsupportedParameter] = []
    func check(_ key: String, _ value: Int, in range: ClosedRange<Int>) {
      guard !range.contains(value) else { return }
      let reason = "a whole number from \(range.lowerBound) to \(range.upperBound)"
      found.append(UnsupportedParameter(key: key, reason: reason))
    }
    check("epochs", parameters.epochs, in: 1...50)
    check("batch-size", parameters.batchSize, in: 1...256)
    let multiplier = parameters.learningRateMultiplier
    if !(multiplier > 0 && multiplier.isFinite) {
      found.append(
        UnsupportedParameter(key: "learning-rate-multiplier", reason: "a number above 0")
      )
    }
    switch dialect {
    case .jobs: check("seeds", parameters.seed, in: 0...Int(Int32.max))
    case .legacy where parameters.seed != 0:
      let reason = "0 alone: the dialect 'legacy' has no seeds, and 0 stands for the service's own"
      found.append(UnsupportedParameter(key: "seeds", reason: reason))
    case .legacy: break
    }
    return found
  }
}
