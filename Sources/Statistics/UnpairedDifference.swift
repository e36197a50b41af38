/// The difference of two shares that were measured on different items, with its 95 % interval.
///
/// Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of
/// eleven methods", Statistics in Medicine 17 (1998), 873–890, method 10: the Wilson intervals of the two.
package struct UnpairedDifference: Hashable, Sendable {
  /// The first share less the second.
  package var value: Double
  package var lower: Double
  package var upper: Double

  /// - Parameters:
  ///   - first: How many items are right on one side, of how many, at least one.
  ///   - second: The same of the other side.
  package init(_ first: (correct: Int, n: Int), less second: (correct: Int, n: Int)) {
    let (a, b) = (Self.side(first), Self.side(second))
    value = a.share - b.share
    lower = max(-1, value - Self.length(a.share - a.wilson.lower, b.wilson.upper - b.share))
    upper = min(1, value + Self.length(a.wilson.upper - a.share, b.share - b.wilson.lower))
  }

  private static func side(
    _ side: (correct: Int, n: Int)
  ) -> (share: Double, wilson: WilsonInterval) {
    (Double(side.correct) / Double(side.n), WilsonInterval(successes: side.correct, trials: side.n))
  }

  private static func length(_ one: Double, _ other: Double) -> Double {
    (one * one + other * other).squareRoot()
  }
}
