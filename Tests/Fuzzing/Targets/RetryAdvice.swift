@testable internal import HTTP
@testable internal import OpenAIProvider

extension FuzzTarget {
  /// The head of an answer: when to ask again, and how long to wait until then.
  static let answerHeads = FuzzTarget(name: "answer-heads") { bytes in
    let fields = HeaderLines.headers(String(decoding: bytes, as: UTF8.self))
    let now = 1_795_900_000.0
    let advice = RetryHeaders(fields)
    for seconds in [advice.retryAfter, advice.untilFree].compactMap(\.self) {
      guard seconds >= 0, seconds.isFinite else { return "\(seconds) s are asked for" }
    }
    let policy = RetryPolicy()
    for status in [408, 429, 503] {
      let decision = policy.decision(
        after: .status(status, retryAfter: advice.retryAfter, isPermanent: false),
        attempt: 2,
        elapsed: 10,
        repetition: .harmless,
        random: 0.5
      )
      guard case .again(let seconds) = decision else { continue }
      guard seconds > 0, seconds <= policy.deadline else { return "the wait is \(seconds) s" }
    }
    var pace = RateLimiter()
    pace.pause(seconds: advice.untilFree ?? 0, now: now)
    let wait = pace.reserve(tokens: 10, limits: AccountLimits(requestsPerMinute: 60), now: now)
    return (0...RateLimiter.longestWait).contains(wait) ? nil : "the account waits \(wait) s"
  }
}
