internal import Providers

/// What the dialects take as parameters of a job.
enum ParameterSupport {
  /// The parameters that a service of a dialect cannot honour, in the manifest's order.
  static func violations(
    in parameters: FineTuneParameters,
    dialect: Dialect
  ) -> [UnsupportedParameter] {
    var found = [
      UnsupportedParameter("epochs", parameters.epochs, outside: 1...50),
      UnsupportedParameter("batch-size", parameters.batchSize, outside: 1...256),
    ].compactMap(\.self)
    if let multiplier = parameters.learningRateMultiplier, !(multiplier > 0 && multiplier.isFinite)
    {
      found.append(
        UnsupportedParameter(key: "learning-rate-multiplier", reason: "a number above 0")
      )
    }
    switch dialect {
    case .jobs:
      let seed = UnsupportedParameter("seeds", parameters.seed, outside: 0...Int(Int32.max))
      found += [seed].compactMap(\.self)
    case .legacy where parameters.seed != 0:
      let reason = "0 alone: the dialect 'legacy' has no seeds, and 0 stands for the service's own"
      found.append(UnsupportedParameter(key: "seeds", reason: reason))
    case .legacy: break
    }
    return found
  }
}
