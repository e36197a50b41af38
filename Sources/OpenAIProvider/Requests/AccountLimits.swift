/// What an account may ask for in a minute, and how many jobs it may have at once; nil is no limit.
package struct AccountLimits: Hashable, Sendable {
  package var requestsPerMinute: Int?
  package var tokensPerMinute: Int?

  /// Jobs that have not ended, whoever created them.
  package var concurrentJobs: Int?

  package init(
    requestsPerMinute: Int? = nil,
    tokensPerMinute: Int? = nil,
    concurrentJobs: Int? = nil
  ) {
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
    self.concurrentJobs = concurrentJobs
  }
}

/// How much of an account's minute is spoken for; pure, and small enough to be kept in a file.
///
/// A rate is kept by one number: the time at which all that was handed out is used up (the generic
/// cell rate algorithm). A tenth of a minute's allowance may come at once, the rest evenly, so that
/// no minute, wherever it begins, sees more than the limit.
struct AccountPace: Hashable, Sendable {
  /// When the requests that were handed out are used up, in seconds since 1970.
  var requestsUsed = 0.0

  /// The same of the tokens.
  var tokensUsed = 0.0

  /// Until when the service asked everybody to wait, in seconds since 1970.
  var pausedUntil = 0.0

  /// No wait is longer than this, in seconds: a clock that was set back must not stop an account.
  static let longestWait = 600.0

  /// Hands out one request with its tokens and returns the seconds until it may leave.
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

  /// Notes that the service wants nothing from this account for some seconds.
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
    // What came at once before leaves its room again at the steady rate.
    return max(now, before - (burst - 1) / steady)
  }
}
