/// The 95 % confidence interval of a proportion by Wilson's score method.
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22 (1927), 209–212.
package struct WilsonInterval: Hashable, Sendable {
  package var lower: Double
  package var upper: Double

  /// The interval for so many successes among so many trials, at least one.
  package init(successes: Int, trials: Int) {
    precondition(trials > 0 && (0...trials).contains(successes))
    let z = NormalDistribution.bound
    let n = Double(trials)
    let p = Double(successes) / n
    let denominator = 1 + z * z / n
    let center = (p + z * z / (2 * n)) / denominator
    let half = z * ((p * (1 - p) + z * z / (4 * n)) / n).squareRoot() / denominator
    lower = successes == 0 ? 0 : max(0, center - half)
    upper = successes == trials ? 1 : min(1, center + half)
  }
}
