/// A mean of numbers of which none depends on another, or of the differences of pairs, with its 95 % interval by
/// Student's t.
///
/// Source: Student, "The probable error of a mean", Biometrika 6 (1908), 1–25.
package struct MeanDifference: Hashable, Sendable {
  package var mean: Double

  /// The standard error; 0 where all numbers are alike.
  package var error: Double

  /// The degrees of freedom.
  package var degrees: Double

  package var lower: Double
  package var upper: Double

  /// The two-sided p-value of the mean being 0; nil where the numbers do not differ, so that nothing says how far
  /// they vary.
  package var p: Double?

  /// The smallest mean that is told from 0 four times of five, with the spread that was seen; an approximation that
  /// adds the quantiles of t and of the normal distribution.
  package var detectable: Double {
    (StudentDistribution.bound(degrees: degrees) + NormalDistribution.power) * error
  }

  /// The mean of the differences of pairs, or of other numbers; nil for fewer than two.
  package init?(of numbers: [Double]) {
    guard numbers.count > 1 else { return nil }
    let n = Double(numbers.count)
    let (mean, variance) = Self.moments(numbers)
    self.init(mean: mean, error: (variance / n).squareRoot(), degrees: n - 1)
  }

  /// The mean of some runs less that of others, where each run is a unit of its own; nil where one side has fewer
  /// than two.
  ///
  /// The variances need not be equal: B. L. Welch, "The generalization of 'Student's' problem when several different
  /// population variances are involved", Biometrika 34 (1947), 28–35.
  package init?(of first: [Double], less second: [Double]) {
    guard first.count > 1, second.count > 1 else { return nil }
    let (a, b) = (Self.moments(first), Self.moments(second))
    let (ea, eb) = (a.variance / Double(first.count), b.variance / Double(second.count))
    let sum = ea + eb
    let degrees =
      sum > 0
      ? sum * sum / (ea * ea / Double(first.count - 1) + eb * eb / Double(second.count - 1))
      : Double(first.count + second.count - 2)
    self.init(mean: a.mean - b.mean, error: sum.squareRoot(), degrees: degrees)
  }

  /// The mean of numbers of which those of one cluster may depend on each other, such as the answers of several
  /// trained models to one question; nil for fewer than two clusters.
  ///
  /// Source: E. Miller, "Adding error bars to evals", arXiv:2411.00640 (2024), 2.2; with the factor G / (G - 1) for
  /// G clusters, and t with G - 1 degrees of freedom: A. C. Cameron and D. L. Miller, "A practitioner's guide to
  /// cluster-robust inference", Journal of Human Resources 50 (2015), 317–372.
  package init?(ofClusters clusters: [[Double]]) {
    let clusters = clusters.filter { !$0.isEmpty }
    guard clusters.count > 1 else { return nil }
    let n = Double(clusters.reduce(0) { $0 + $1.count })
    let mean = clusters.reduce(0) { $0 + $1.reduce(0, +) } / n
    let squares = clusters.reduce(0.0) { sum, cluster in
      let residual = cluster.reduce(0) { $0 + $1 - mean }
      return sum + residual * residual
    }
    let count = Double(clusters.count)
    self.init(
      mean: mean,
      error: (squares * count / (count - 1)).squareRoot() / n,
      degrees: count - 1
    )
  }

  private init(mean: Double, error: Double, degrees: Double) {
    (self.mean, self.error, self.degrees) = (mean, error, degrees)
    let half = error > 0 ? StudentDistribution.bound(degrees: degrees) * error : 0
    (lower, upper) = (mean - half, mean + half)
    p = error > 0 ? StudentDistribution.twoSided(mean / error, degrees: degrees) : nil
  }

  private static func moments(_ numbers: [Double]) -> (mean: Double, variance: Double) {
    let n = Double(numbers.count)
    // Numbers that are all alike have their own mean, and no spread of rounding errors.
    guard let first = numbers.first, numbers.contains(where: { $0 != first }) else {
      return (numbers.first ?? 0, 0)
    }
    let mean = numbers.reduce(0, +) / n
    let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares / (n - 1))
  }
}
