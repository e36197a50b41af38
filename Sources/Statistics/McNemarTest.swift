#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Whether two shares that were measured on the same items differ, by the items that one side alone has right.
///
/// Sources: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or
/// percentages", Psychometrika 12 (1947), 153–157; the mid-p-value as M. W. Fagerland, S. Lydersen and P. Laake,
/// "The McNemar test for binary matched-pairs data: mid-p and asymptotic are better than exact conditional", BMC
/// Medical Research Methodology 13:91 (2013), recommend it. Both are two-sided.
package struct McNemarTest: Hashable, Sendable {
  /// The p-value of the exact conditional test.
  package var exact: Double

  /// Twice the probability of fewer, and of half of those outcomes that are as the one seen: nearer to the nominal
  /// level than the exact p-value.
  package var midP: Double

  /// The smallest mid-p-value that as many items that differ could have given, all on one side.
  package var smallestMidP: Double

  /// The test of some counts; without any item that differs both p-values are 1.
  package init(_ counts: PairedDifference.Counts) {
    let differing = counts.firstAlone + counts.secondAlone
    let fewer = min(counts.firstAlone, counts.secondAlone)
    guard differing > 0 else {
      (exact, midP, smallestMidP) = (1, 1, 1)
      return
    }
    let last = Self.probability(of: fewer, among: differing)
    let tail = (0..<fewer).reduce(last) { $0 + Self.probability(of: $1, among: differing) }
    exact = min(1, 2 * tail)
    midP = 2 * fewer == differing ? 1 : 2 * tail - last
    smallestMidP = Self.probability(of: 0, among: differing)
  }

  /// The probability of so many heads among tosses of a fair coin.
  private static func probability(of heads: Int, among tosses: Int) -> Double {
    let (k, n) = (Double(heads), Double(tosses))
    let logarithm =
      SpecialFunctions.logGamma(n + 1) - SpecialFunctions.logGamma(k + 1)
      - SpecialFunctions.logGamma(n - k + 1) - n * log(2)
    return exp(logarithm)
  }
}
