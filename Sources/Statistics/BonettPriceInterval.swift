/// The 95 % interval of the difference of two shares that were measured on the same items.
///
/// Source: D. G. Bonett and R. M. Price, "Adjusted Wald confidence interval for a difference of binomial
/// proportions based on paired data", Journal of Educational and Behavioral Statistics 37 (2012), 479–488: Laplace's
/// adjustment, one item more on each of the two sides that differ.
package struct BonettPriceInterval: Hashable, Sendable {
  package var lower: Double
  package var upper: Double

  /// The interval of the first share less the second, of at least one item.
  package init(_ counts: PairedDifference.Counts) {
    self.init(
      items: counts.n,
      sum: Double(counts.firstAlone - counts.secondAlone),
      squares: Double(counts.firstAlone + counts.secondAlone)
    )
  }

  /// The interval of a mean difference where several runs of either side were asked the same items: an item's
  /// difference is that of the two sides' shares over their runs, and the item is the unit.
  ///
  /// With one run a side it is the interval of counts. Source: the function
  /// `bonett_price_paired_ci_multirun_cluster` of the package evalstats 0.3.3.
  ///
  /// - Parameter differences: One number from -1 to 1 for each item, of at least one.
  package init(differences: [Double]) {
    self.init(
      items: differences.count,
      sum: differences.reduce(0, +),
      squares: differences.reduce(0) { $0 + $1 * $1 }
    )
  }

  private init(items: Int, sum: Double, squares: Double) {
    precondition(items > 0)
    let n = Double(items) + 2
    let mean = sum / n
    let variance = max(0, (squares + 2) / n - mean * mean) / n
    let half = NormalDistribution.bound * variance.squareRoot()
    lower = max(-1, mean - half)
    upper = min(1, mean + half)
  }
}
