/// Student's t distribution.
enum StudentDistribution {
  /// The probability that |t| is at least so large.
  ///
  /// - Parameters:
  ///   - t: Any number.
  ///   - degrees: The degrees of freedom, above 0; they need not be whole.
  /// - Returns: The probability.
  static func twoSided(_ t: Double, degrees: Double) -> Double {
    guard t.isFinite else { return t.isNaN ? .nan : 0 }
    return SpecialFunctions.incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
  }

  /// The 97.5 % quantile, which bounds a 95 % interval.
  ///
  /// - Parameter degrees: The degrees of freedom, above 0.
  /// - Returns: The number that t is above with a probability of 2.5 %.
  static func bound(degrees: Double) -> Double {
    var (low, high) = (NormalDistribution.bound, 2.0 * NormalDistribution.bound)
    while twoSided(high, degrees: degrees) > 0.05 { (low, high) = (high, high * 2) }
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return middle }
      if twoSided(middle, degrees: degrees) > 0.05 { low = middle } else { high = middle }
    }
  }
}
