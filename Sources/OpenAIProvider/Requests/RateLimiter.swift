/// Spaces the requests of an account, so that no minute sees more of them than the account's limits.
///
/// It is a value without a clock, small enough to be kept in a file. One number keeps a rate: the time at
/// which all that was granted is used up (the generic cell rate algorithm). A tenth of a minute's
/// allowance may come at once and the rest evenly, so that the limit holds wherever a minute begins.
struct RateLimiter: Hashable, Sendable {
  /// When the requests that were granted are used up, in seconds since 1970.
  var requestsUsed = 0.0

  /// When the tokens that were granted are used up, in seconds since 1970.
  var tokensUsed = 0.0

  /// When requests may be sent again after the service asked to wait, in seconds since 1970.
  var pausedUntil = 0.0

  /// No wait is longer than this, in seconds: a clock that was set back must not stop an account.
  static let longestWait = 600.0

  /// Grants one request with its tokens and returns the seconds until it may be sent.
  mutating func reserve(tokens: Int, limits: AccountLimits, now: Double) -> Double {
    let latest = now + Self.longestWait
    requestsUsed = min(requestsUsed, latest)
    tokensUsed = min(tokensUsed, latest)
    pausedUntil = min(pausedUntil, latest)
    var start = max(now, pausedUntil)
    if let limit = limits.requestsPerMinute {
      start = max(start, Self.take(1, limit, &requestsUsed, now: now))
    }
    if let limit = limits.tokensPerMinute {
      start = max(start, Self.take(tokens, limit, &tokensUsed, now: now))
    }
    return start - now
  }

  /// Holds all requests back for some seconds, as the service asked.
  mutating func pause(seconds: Double, now: Double) {
    pausedUntil = max(pausedUntil, now + min(seconds, Self.longestWait))
  }

  private static func take(
    _ amount: Int,
    _ limit: Int,
    _ used: inout Double,
    now: Double
  ) -> Double {
    let limit = Double(max(limit, 1))
    let burst = max(1, (limit / 10).rounded(.down))
    let steady = max(limit - burst, min(limit, 1)) / 60
    let before = max(used, now)
    used = before + Double(amount) / steady
    // What came at once before becomes free again at the steady rate.
    return max(now, before - (burst - 1) / steady)
  }
}
