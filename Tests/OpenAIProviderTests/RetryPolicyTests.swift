import Testing

@testable import OpenAIProvider

struct RetryPolicyTests {
  private let policy = RetryPolicy()

  private func decision(
    _ failure: RetryPolicy.Failure,
    attempt: Int = 1,
    elapsed: Double = 0,
    _ repetition: RetryPolicy.Repetition = .harmless,
    random: Double = 1
  ) -> RetryPolicy.Decision {
    policy.decision(
      after: failure,
      attempt: attempt,
      elapsed: elapsed,
      repetition: repetition,
      random: random
    )
  }

  @Test func `waits double up to a limit and are scattered over their upper half`() {
    let waits = (1..<8).map { decision(.noAnswer, attempt: $0) }
    #expect(
      waits == [0.5, 1, 2, 4, 8, 16, 30].map { .again(afterSeconds: $0) }
    )
    #expect(decision(.noAnswer, attempt: 3, random: 0) == .again(afterSeconds: 1))
    #expect(decision(.noAnswer, attempt: 8) == .giveUp)
    #expect(decision(.notSent, attempt: 4) != .giveUp)
    #expect(decision(.notSent, attempt: 5) == .giveUp)
  }

  static let cases: [(RetryPolicy.Failure, harmless: Bool, harmful: Bool)] = [
    (.notSent, true, true),
    (.noAnswer, true, false),
    (.status(429, retryAfter: nil, isPermanent: false), true, true),
    (.status(429, retryAfter: 2, isPermanent: false), true, true),
    (.status(429, retryAfter: nil, isPermanent: true), false, false),
    (.status(500, retryAfter: nil, isPermanent: false), true, false),
    (.status(503, retryAfter: 1, isPermanent: false), true, false),
    (.status(408, retryAfter: nil, isPermanent: false), true, false),
    (.status(409, retryAfter: nil, isPermanent: false), true, false),
    (.status(400, retryAfter: nil, isPermanent: false), false, false),
    (.status(401, retryAfter: nil, isPermanent: false), false, false),
    (.status(403, retryAfter: nil, isPermanent: false), false, false),
    (.status(404, retryAfter: nil, isPermanent: false), false, false),
    (.status(307, retryAfter: nil, isPermanent: false), false, false),
  ]

  @Test(arguments: cases)
  func `what creates something is sent again only where it was not carried out`(
    failure: RetryPolicy.Failure,
    harmless: Bool,
    harmful: Bool
  ) {
    #expect((decision(failure, .harmless) != .giveUp) == harmless)
    #expect((decision(failure, .harmful) != .giveUp) == harmful)
  }

  @Test func `a service is never asked again earlier than it says`() {
    let failure = RetryPolicy.Failure.status(429, retryAfter: 20, isPermanent: false)
    #expect(decision(failure, random: 0) == .again(afterSeconds: 20))
    #expect(decision(failure, random: 1) == .again(afterSeconds: 22))
    let far = RetryPolicy.Failure.status(429, retryAfter: 601, isPermanent: false)
    #expect(decision(far) == .giveUp)
  }

  @Test func `nothing is sent after the deadline`() {
    #expect(decision(.noAnswer, elapsed: 899.5) == .again(afterSeconds: 0.5))
    #expect(decision(.noAnswer, elapsed: 899.6) == .giveUp)
  }
}

struct RetryHeadersTests {
  @Test(
    arguments: [
      (["retry-after": "3"], 3), (["retry-after": "0.5"], 0.5),
      (["retry-after-ms": "1500", "retry-after": "9"], 1.5),
      (["retry-after": "Sun, 06 Nov 1994 08:49:47 GMT"], nil),
      (["retry-after": "-1"], nil), (["retry-after": "soon"], nil), (["retry-after": "nan"], nil),
      ([:], nil),
    ] as [([String: String], Double?)]
  )
  func `the wait is read in seconds or milliseconds`(
    headers: [String: String],
    seconds: Double?
  ) {
    #expect(RetryHeaders(headers).retryAfter == seconds)
  }

  @Test(
    arguments: [
      ("1s", 1), ("6m0s", 360), ("7.5s", 7.5), ("120ms", 0.12), ("1h2m3s", 3723), ("", nil),
      ("5", nil), ("s", nil), ("1y", nil),
    ] as [(String, Double?)]
  )
  func `durations are added up`(text: String, seconds: Double?) {
    #expect(RetryHeaders.seconds(ofDuration: text) == seconds)
  }

  @Test func `a limit that is used up says when it is free`() {
    let headers = [
      "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2s",
      "x-ratelimit-remaining-tokens": "100", "x-ratelimit-reset-tokens": "1m",
    ]
    #expect(RetryHeaders(headers).untilFree == 2)
    #expect(RetryHeaders(["x-should-retry": "false"]).shouldRetry == false)
    #expect(RetryHeaders([:]).untilFree == nil)
  }
}
