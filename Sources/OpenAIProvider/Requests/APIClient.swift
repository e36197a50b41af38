internal import HTTP
internal import Providers
internal import System

/// Calls the API within the account's limits, and again where that helps; no error holds the key.
struct APIClient: Sendable {
  let configuration: ServiceConfiguration
  let key: ServiceKey
  let transport: any HTTPTransport
  let account: AccountState
  let clock: ClientClock
  var policy = RetryPolicy()

  /// Where waits are told.
  var notes = WaitReporter()

  /// The shortest wait that is told, in seconds.
  private static let longWait = 10.0

  /// How errors are put into words.
  var translation: ErrorTranslation {
    ErrorTranslation(configuration: configuration, key: key.current)
  }

  /// The answer of a call that succeeded.
  func answer(to call: APICall) async throws(APIFailure) -> HTTPAnswer {
    let start = clock.now()
    var policy = policy
    if let attempts = call.attempts { policy.attempts = attempts }
    var attempt = 1
    while true {
      do throws(APIFailure) {
        return try await self.attempt(call)
      } catch {
        let decision = policy.decision(
          after: error.retryFailure,
          attempt: attempt,
          elapsed: clock.now() - start,
          repetition: call.repetition,
          random: clock.random()
        )
        guard case .again(let delay) = decision else { throw error }
        let now = clock.now()
        if delay + now - start >= Self.longWait {
          notes.wait(
            for: call.activity,
            now: now,
            "\(call.activity): \(translation.reason(error)); asked again in \(Int(delay.rounded(.up))) s"
          )
        }
        try await sleep(delay)
        attempt += 1
      }
    }
  }

  /// The JSON of a call that succeeded.
  func json(_ call: APICall) async throws(APIFailure) -> JSON {
    let answer = try await answer(to: call)
    guard let json = JSON(answer: answer.body) else { throw .unreadable }
    return json
  }

  /// Waits.
  func sleep(_ seconds: Double) async throws(APIFailure) {
    do {
      try await clock.sleep(seconds)
    } catch {
      throw .cancelled
    }
  }

  /// Waits, for those whose errors are in words.
  func wait(_ seconds: Double) async throws(ProviderError) {
    do throws(APIFailure) {
      try await sleep(seconds)
    } catch {
      throw .cancelled
    }
  }

  private func attempt(_ call: APICall) async throws(APIFailure) -> HTTPAnswer {
    let secret: Secret?
    do throws(ProviderError) {
      if let problem = ServiceConfiguration.problem(ofBaseURL: configuration.baseURL) {
        throw .rejected("'base-url' of '\(configuration.name)': \(problem)")
      }
      secret = try await key.secret()
    } catch {
      throw error == .cancelled ? .cancelled : .local(error)
    }
    try await waitForTurn(call)
    let answer: HTTPAnswer
    do throws(HTTPTransportError) {
      answer = try await transport.answer(to: request(call, secret))
    } catch {
      throw error == .cancelled ? .cancelled : .transport(error)
    }
    let headers = RetryHeaders(answer.headers)
    // What one run is told holds for all runs of the account.
    let pause =
      answer.status == 429 && headers.shouldRetry != false
      ? headers.retryAfter ?? headers.untilFree : headers.untilFree
    if let pause, pause > 0 {
      let now = clock.now()
      try await updateRateLimiter {
        $0.pause(seconds: min(pause, policy.longestRetryAfter), now: now)
      }
    }
    guard (200..<300).contains(answer.status) else {
      throw .status(
        answer.status,
        WireFailure(answer.body),
        headers: headers,
        location: answer.headers["location"]
      )
    }
    return answer
  }

  private func waitForTurn(_ call: APICall) async throws(APIFailure) {
    let (limits, now) = (configuration.limits, clock.now())
    let wait = try await updateRateLimiter {
      $0.reserve(tokens: call.tokens, limits: limits, now: now)
    }
    if wait >= Self.longWait {
      notes.wait(
        for: "turn",
        now: now,
        "the limits of the account at '\(configuration.name)' let the next request go in "
          + "\(Int(wait.rounded(.up))) s"
      )
    }
    if wait > 0 { try await sleep(wait) }
  }

  private func updateRateLimiter<Value: Sendable>(
    _ body: (inout RateLimiter) -> Value
  ) async throws(APIFailure) -> Value {
    do throws(ProviderError) {
      return try await account.updateRateLimiter(body)
    } catch {
      throw .cancelled
    }
  }

  private func request(_ call: APICall, _ secret: Secret?) -> HTTPRequest {
    var headers = ["Accept": "application/json", "User-Agent": "manifest-run"]
    headers["Content-Type"] = call.contentType
    headers["Authorization"] = secret?.authorization
    headers["OpenAI-Organization"] = configuration.organization
    headers["OpenAI-Project"] = configuration.project
    return HTTPRequest(
      method: call.method,
      url: configuration.baseURL + call.path,
      headers: headers,
      body: call.body,
      deadline: call.deadline,
      isRepeatable: call.repetition == .harmless
    )
  }
}
