/// What a comparison lets one say of B against A.
package enum Verdict: Hashable, Sendable {
  /// What there would have to be more of.
  package enum Unit: String, Sendable {
    case questions, seeds
  }

  /// The 95 % interval of the difference is above 0, and the test agrees.
  case better

  /// The interval is below 0, and the test agrees.
  case worse

  /// The interval has 0 in it and no difference that is larger than this, which is at most `margin`.
  case bounded(by: Double)

  /// Larger differences are possible either way. As many would show the difference that was seen, or `margin` where
  /// that is larger, four times of five; nil where that cannot be said.
  case open(needed: Int?, Unit)

  /// No outcome could have shown a difference: why, as a clause.
  case untellable(String)

  /// The difference of shares below which nobody cares.
  package static let margin = 0.05

  /// The level of tests.
  static let level = 0.05

  /// The verdict that follows from an interval and a test.
  ///
  /// - Parameters:
  ///   - bounds: The 95 % interval of the difference.
  ///   - p: The test's p-value; nil where there is none.
  ///   - open: What is said where neither is.
  init(_ bounds: (lower: Double, upper: Double), p: Double?, open: () -> Verdict) {
    let agrees = p.map { $0 < Self.level } ?? true
    let largest = max(abs(bounds.lower), abs(bounds.upper))
    if bounds.lower > 0, agrees {
      self = .better
    } else if bounds.upper < 0, agrees {
      self = .worse
    } else if largest <= Self.margin {
      self = .bounded(by: largest)
    } else {
      self = open()
    }
  }

  /// The verdict on A against B.
  package var mirrored: Verdict {
    switch self {
    case .better: .worse
    case .worse: .better
    case .bounded, .open, .untellable: self
    }
  }
}
