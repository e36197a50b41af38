/// What a comparison of two shares on the same items can show with a power of 80 % at the level of 5 %, by the
/// share of the items that differ.
///
/// Source: O. S. Miettinen, "The matched pairs design in the case of all-or-none responses", Biometrics 24 (1968),
/// 339–352; in the form of R. J. Connor, "Sample size for testing differences in proportions for the paired-sample
/// design", Biometrics 43 (1987), 207–211.
package enum PairedPower {
  /// The items that a difference needs, from a share of items that differ.
  ///
  /// - Parameters:
  ///   - difference: The difference of the two shares, not 0.
  ///   - differing: The share of the items that one side alone has right, at least the difference.
  /// - Returns: How many items are needed.
  package static func items(difference: Double, differing: Double) -> Double {
    let difference = abs(difference)
    let differing = max(differing, difference)
    let root =
      NormalDistribution.bound * differing.squareRoot()
      + NormalDistribution.power * (differing - difference * difference).squareRoot()
    return root * root / (difference * difference)
  }

  /// The smallest difference that so many items show, from a share of items that differ; 1 where none does.
  ///
  /// - Parameters:
  ///   - items: How many items there are, at least one.
  ///   - differing: The share of the items that one side alone has right.
  /// - Returns: The difference.
  package static func difference(items: Int, differing: Double) -> Double {
    // A difference needs as many items that differ, so that more differ where it is larger.
    func needed(_ difference: Double) -> Double {
      self.items(difference: difference, differing: differing)
    }
    guard needed(1) <= Double(items) else { return 1 }
    var (low, high) = (0.0, 1.0)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return high }
      if needed(middle) > Double(items) { low = middle } else { high = middle }
    }
  }
}
