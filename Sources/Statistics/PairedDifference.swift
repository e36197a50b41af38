/// The difference of two proportions that were measured on the same items, with its 95 % interval.
///
/// The interval is the tenth method of R. G. Newcombe, "Improved confidence intervals for the
/// difference between binomial proportions based on paired data", Statistics in Medicine 17 (1998),
/// 2635–2650: the Wilson intervals of the two proportions, put together with the correlation of the
/// pairs. Unlike a normal approximation it is right where a proportion is 0 or 1.
package struct PairedDifference: Hashable, Sendable {
  /// How many items were right in both, in one alone, and in neither.
  package struct Counts: Codable, Hashable, Sendable {
    package var both: Int
    package var firstAlone: Int
    package var secondAlone: Int
    package var neither: Int

    package init(both: Int, firstAlone: Int, secondAlone: Int, neither: Int) {
      self.both = both
      self.firstAlone = firstAlone
      self.secondAlone = secondAlone
      self.neither = neither
    }

    /// All items.
    package var n: Int { both + firstAlone + secondAlone + neither }

    enum CodingKeys: String, CodingKey {
      case both, neither
      case firstAlone = "first_alone"
      case secondAlone = "second_alone"
    }
  }

  /// The first proportion less the second.
  package var value: Double
  package var lower: Double
  package var upper: Double

  /// The difference of at least one item.
  package init(_ counts: Counts) {
    precondition(counts.n > 0)
    let n = Double(counts.n)
    let first = Side(counts.both + counts.firstAlone, of: counts.n)
    let second = Side(counts.both + counts.secondAlone, of: counts.n)
    value = Double(counts.firstAlone - counts.secondAlone) / n
    let correlation = Self.correlation(counts)
    lower = max(-1, value - Self.length(first.below, second.above, correlation))
    upper = min(1, value + Self.length(first.above, second.below, correlation))
  }

  /// A proportion's distances to the ends of its Wilson interval.
  private struct Side {
    var below: Double
    var above: Double

    init(_ correct: Int, of n: Int) {
      let interval = WilsonInterval(successes: correct, trials: n)
      let share = Double(correct) / Double(n)
      below = share - interval.lower
      above = interval.upper - share
    }
  }

  private static func length(_ one: Double, _ other: Double, _ correlation: Double) -> Double {
    max(0, one * one - 2 * correlation * one * other + other * other).squareRoot()
  }

  /// The correlation of the pairs, corrected for continuity where it is positive; 0 where one of the
  /// proportions is 0 or 1.
  private static func correlation(_ counts: Counts) -> Double {
    let (a, b) = (Double(counts.both), Double(counts.firstAlone))
    let (c, d) = (Double(counts.secondAlone), Double(counts.neither))
    let product = (a + b) * (c + d) * (a + c) * (b + d)
    guard product > 0 else { return 0 }
    let cross = a * d - b * c
    let corrected = cross > 0 ? max(0, cross - (a + b + c + d) / 2) : cross
    return corrected / product.squareRoot()
  }
}
