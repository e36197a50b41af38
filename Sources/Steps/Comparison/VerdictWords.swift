internal import Report
package import Statistics

extension Verdict {
  /// The verdict in few words, for a table.
  package var words: String {
    switch self {
    case .better: "better"
    case .worse: "worse"
    case .bounded(let bound): "no difference > \(Self.points(bound))"
    case .open: "cannot tell"
    case .untellable: "cannot be told"
    }
  }

  /// A share in points of a hundred, without a sign: `3` or `0.4`.
  static func points(_ share: Double) -> String {
    let points = abs(share) * 100
    return Decimals.plain(Double(Decimals.fixed(points, points < 9.95 ? 1 : 0)) ?? points)
  }
}

extension ShareComparison.Method {
  /// The name in JSON.
  package var name: String {
    switch self {
    case .questions: "questions"
    case .clusteredQuestions: "clustered-questions"
    case .runs: "runs"
    case .differentQuestions: "different-questions"
    }
  }

  /// What the p-value is of.
  package var test: String {
    switch self {
    case .questions: "McNemar mid-p"
    case .clusteredQuestions: "t test over questions"
    case .runs: "Welch's t test over runs"
    case .differentQuestions: "score test"
    }
  }

  /// What the interval is.
  package var interval: String {
    switch self {
    case .questions: "Bonett-Price over questions"
    case .clusteredQuestions: "Bonett-Price over questions, of their means over the runs"
    case .runs: "Welch's t over trained runs"
    case .differentQuestions: "Newcombe's method 10 over different questions"
    }
  }
}
