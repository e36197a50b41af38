/// Decides whether and when a request that failed is sent again; a value without a clock.
package struct RetryPolicy: Hashable, Sendable {
  /// How an attempt failed, as far as that decides about the next one.
  package enum Failure: Hashable, Sendable {
    /// There was no connection, so nothing was carried out.
    case notSent

    /// The request may have been carried out, but there is no answer.
    case noAnswer

    /// The service answered with an error; it may say when to come again, in seconds.
    case status(Int, retryAfter: Double?, isPermanent: Bool)
  }

  /// Whether sending a request twice does harm.
  package enum Repetition: Hashable, Sendable {
    /// Reading, deleting and cancelling, and asking a model.
    case harmless

    /// Creating something: only what certainly was not carried out is sent again.
    case harmful
  }

  package enum Decision: Hashable, Sendable {
    case again(afterSeconds: Double)
    case giveUp
  }

  /// The most attempts, the first one included.
  package var attempts = 8

  /// The most attempts without any connection, so that an address where nobody answers is soon reported.
  package var attemptsToConnect = 5

  /// The longest wait before the second attempt, in seconds; it doubles with each.
  package var firstDelay = 0.5

  /// The longest wait before any attempt that the service did not ask for, in seconds.
  package var longestDelay = 30.0

  /// The longest wait that a service may ask for, in seconds.
  package var longestRetryAfter = 600.0

  /// The most seconds from the first attempt to the start of the last.
  package var deadline = 900.0

  package init() {}

  /// What to do after a failed attempt.
  ///
  /// - Parameters:
  ///   - failure: How the last attempt failed.
  ///   - attempt: The attempts so far, from 1.
  ///   - elapsed: The seconds since the first attempt began.
  ///   - repetition: Whether sending it twice does harm.
  ///   - random: A number from 0 to 1, by which the wait is scattered.
  /// - Returns: Whether and when to try again.
  package func decision(
    after failure: Failure,
    attempt: Int,
    elapsed: Double,
    repetition: Repetition,
    random: Double
  ) -> Decision {
    let most = failure == .notSent ? min(attempts, attemptsToConnect) : attempts
    guard attempt < most, allows(failure, repetition) else { return .giveUp }
    var delay = min(longestDelay, firstDelay * Self.power(attempt - 1))
    // From half to all of it, so that runs that failed together do not come again together.
    delay *= 0.5 + 0.5 * min(max(random, 0), 1)
    if case .status(_, let asked?, _) = failure {
      guard asked <= longestRetryAfter else { return .giveUp }
      // Scattered upwards only: coming earlier than asked would fail again.
      delay = max(asked * (1 + 0.1 * min(max(random, 0), 1)), delay)
    }
    return elapsed + delay <= deadline ? .again(afterSeconds: delay) : .giveUp
  }

  private func allows(_ failure: Failure, _ repetition: Repetition) -> Bool {
    switch failure {
    case .notSent: true
    case .noAnswer: repetition == .harmless
    case .status(_, _, isPermanent: true): false
    // A request that was turned away for its number was not carried out.
    case .status(429, _, _): true
    case .status(408, _, _), .status(409, _, _), .status(500..., _, _): repetition == .harmless
    case .status: false
    }
  }

  private static func power(_ exponent: Int) -> Double {
    (0..<min(exponent, 30)).reduce(1) { power, _ in power * 2 }
  }
}
