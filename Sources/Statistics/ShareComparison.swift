/// How the share of right answers of B differs from that of A, and what that lets one say.
package struct ShareComparison: Hashable, Sendable {
  /// What is the unit of the interval and of the test.
  package enum Method: Hashable, Sendable {
    /// Questions that one run of either side was asked: Bonett and Price, McNemar's mid-p.
    case questions

    /// Questions that several runs of a side were asked: Bonett and Price with an item's mean, Student's t over the
    /// questions.
    case clusteredQuestions

    /// Trained runs, three or more on either side: Welch's t.
    case runs

    /// Different questions on the two sides: Newcombe's method 10, and the score test.
    case differentQuestions
  }

  package var method: Method

  /// The share of B less that of A, and its 95 % interval.
  package var difference: Double
  package var lower: Double
  package var upper: Double

  /// The p-value of there being no difference; nil where nothing says how far the units vary.
  package var p: Double?

  /// The smallest p-value that the test could have given; nil where that is 0.
  package var smallestP: Double?

  /// The smallest difference that as many units show four times of five.
  package var detectable: Double?

  package var verdict: Verdict

  /// Compares what two runs said to the same questions.
  ///
  /// - Parameter counts: The questions by who had them right, B first; at least one.
  package init(_ counts: PairedDifference.Counts) {
    let interval = BonettPriceInterval(counts)
    let test = McNemarTest(counts)
    let n = Double(counts.n)
    let differing = counts.firstAlone + counts.secondAlone
    // One question more on either side, as the interval has it, so that no outcome promises too much.
    let share = (Double(differing) + 2) / (n + 2)
    method = .questions
    difference = Double(counts.firstAlone - counts.secondAlone) / n
    (lower, upper) = (interval.lower, interval.upper)
    p = test.midP
    smallestP = test.smallestMidP
    detectable = PairedPower.difference(items: counts.n, differing: share)
    let seen = difference
    verdict = Verdict((lower, upper), p: p) {
      guard test.smallestMidP < Verdict.level else {
        return .untellable(
          differing == 0
            ? "no answer differs"
            : "\(differing) \(differing == 1 ? "answer differs" : "answers differ"), too few for any outcome to show"
        )
      }
      let needed = PairedPower.items(
        difference: max(abs(seen), Verdict.margin),
        differing: share
      )
      return .open(needed: Int(needed.rounded(.up)), .questions)
    }
  }

  /// Compares what the runs of two sides said to the same questions, with the question as the unit.
  ///
  /// - Parameter differences: For each question the share of B's runs that are right less that of A's; at least
  ///   one.
  package init(questionDifferences differences: [Double]) {
    let interval = BonettPriceInterval(differences: differences)
    let mean = MeanDifference(of: differences)
    let n = Double(differences.count)
    method = .clusteredQuestions
    difference = differences.reduce(0, +) / n
    (lower, upper) = (interval.lower, interval.upper)
    p = mean.flatMap(\.p) ?? (difference == 0 ? 1 : nil)
    smallestP = nil
    let squares = (differences.reduce(0) { $0 + $1 * $1 } + 2) / (n + 2)
    detectable = Self.detectable(error: (squares / (n + 2)).squareRoot())
    let seen = difference
    verdict = Verdict((lower, upper), p: p) {
      .open(needed: Self.needed(variance: squares, difference: seen), .questions)
    }
  }

  /// Compares trained runs, each a unit of its own; nil where a side has fewer than three, or where neither side's
  /// runs differ among themselves.
  ///
  /// - Parameters:
  ///   - b: The share of right answers of each run of B.
  ///   - a: The same of A.
  package init?(runs b: [Double], less a: [Double]) {
    guard b.count > 2, a.count > 2, let mean = MeanDifference(of: b, less: a), let p = mean.p else {
      return nil
    }
    method = .runs
    difference = mean.mean
    // Not cut off at 1: a bound beyond it shows how rough the interval of a few runs is.
    (lower, upper) = (mean.lower, mean.upper)
    self.p = p
    smallestP = nil
    detectable = mean.detectable
    let perSide = Double(min(a.count, b.count))
    let variance = mean.error * mean.error * perSide
    let seen = difference
    verdict = Verdict((lower, upper), p: p) {
      .open(needed: Self.needed(variance: variance, difference: seen), .seeds)
    }
  }

  /// Compares shares of different questions.
  ///
  /// The test is the score test with the pooled share: K. Pearson, "On the criterion that a given system of deviations
  /// from the probable …", Philosophical Magazine 50 (1900), 157–175, as the square of z.
  ///
  /// - Parameters:
  ///   - b: How many answers of B are right, of how many, at least one.
  ///   - a: The same of A.
  package init(differentQuestions b: (correct: Int, n: Int), less a: (correct: Int, n: Int)) {
    let interval = UnpairedDifference(b, less: a)
    method = .differentQuestions
    difference = interval.value
    (lower, upper) = (interval.lower, interval.upper)
    let pooled = Double(a.correct + b.correct) / Double(a.n + b.n)
    let inverse = 1 / Double(a.n) + 1 / Double(b.n)
    let error = (pooled * (1 - pooled) * inverse).squareRoot()
    p = error > 0 ? NormalDistribution.twoSided(difference / error) : 1
    smallestP = nil
    detectable = error > 0 ? Self.detectable(error: error) : nil
    let (seen, variance) = (difference, 2 * pooled * (1 - pooled))
    verdict = Verdict((lower, upper), p: p) {
      .open(needed: Self.needed(variance: variance, difference: seen), .questions)
    }
  }

  /// The difference that a normal test shows four times of five.
  private static func detectable(error: Double) -> Double {
    min(1, (NormalDistribution.bound + NormalDistribution.power) * error)
  }

  /// The units that show a difference four times of five, by the variance of one unit's.
  private static func needed(variance: Double, difference: Double) -> Int? {
    let quotient =
      (NormalDistribution.bound + NormalDistribution.power) / max(abs(difference), Verdict.margin)
    let needed = (quotient * quotient * variance).rounded(.up)
    return needed > 0 && needed < 1e9 ? Int(needed) : nil
  }
}
