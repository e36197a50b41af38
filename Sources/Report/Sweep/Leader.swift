/// Which experiment of a matrix did best with a model on a split, and whether it can be told from the next.
package struct Leader: Codable, Hashable, Sendable {
  package var provider: String
  package var model: String
  package var split: String
  package var metric: String

  /// What the matrix gives to the best and to the next, by key path.
  package var best: [String: String]
  package var next: [String: String]

  /// The best less the next, with the 95 % interval of that.
  package var difference: Double
  package var interval: [Double]

  /// The p-value of there being no difference; absent where nothing tells.
  package var p: Double?

  /// How the interval is made, and the test.
  package var method: String
  package var test: String

  /// Whether the best is better than the next.
  package var isSeparable: Bool

  package init(
    _ first: Measurement,
    best: [String: String],
    next: [String: String],
    difference: Double,
    interval: (lower: Double, upper: Double),
    p: Double?,
    method: String,
    test: String,
    isSeparable: Bool
  ) {
    (provider, model) = (first.provider, first.model)
    (split, metric) = (first.split, first.metric)
    (self.best, self.next) = (best, next)
    self.difference = difference
    self.interval = [interval.lower, interval.upper]
    self.p = p
    (self.method, self.test) = (method, test)
    self.isSeparable = isSeparable
  }

  enum CodingKeys: String, CodingKey {
    case provider, model, split, metric, best, next, difference, interval, p, method, test
    case isSeparable = "separable"
  }
}

extension Leader {
  /// What is said of it, as a sentence.
  package var sentence: String {
    let points = { (share: Double) in Decimals.fixed(share * 100, abs(share) < 0.1 ? 1 : 0) }
    let bounds = interval.map(points).joined(separator: ", ")
    let tested = p.map { ", p \(Decimals.probability($0)) by \(self.test)" } ?? ""
    let numbers = "\(points(difference)) points [\(bounds)]\(tested)"
    let place = "\(provider):\(model), \(split)"
    guard difference != 0 else {
      return "\(place): no experiment is highest; \(best.listed) and \(next.listed) are equal."
    }
    return isSeparable
      ? "\(place): \(best.listed) is better than the next, \(next.listed), by \(numbers)."
      : "\(place): \(best.listed) is highest, and not separable from \(next.listed): \(numbers)."
  }
}
