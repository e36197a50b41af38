internal import Providers

/// Why a call has no result, as data; `ErrorTranslation` says it in words.
enum APIFailure: Error, Hashable, Sendable {
  /// The service answered with an error.
  case status(Int, WireFailure, headers: RetryHeaders, location: String?)

  /// There is no answer.
  case transport(HTTPTransportError)

  /// The answer is not what the API says.
  case unreadable

  /// Something on this machine failed before anything was sent.
  case local(ProviderError)

  case cancelled

  /// Whether the service may have carried out the request.
  var mayHaveSucceeded: Bool {
    switch self {
    case .status(let status, _, _, _): status >= 500 || status == 408 || status == 409
    case .transport(let error): !error.wasNotSent
    case .local: false
    case .unreadable, .cancelled: true
    }
  }

  /// Whether the service may still be working on the request: only a time limit has passed, here or at a
  /// gateway in between.
  var mayStillBeRunning: Bool {
    switch self {
    case .status(let status, _, _, _): [408, 504, 524].contains(status)
    case .transport(.timedOut): true
    case .transport, .local, .unreadable, .cancelled: false
    }
  }

  /// Whether the service says that there is no such thing, and not some proxy in between.
  var isNotFound: Bool {
    guard case .status(404, let failure, _, _) = self else { return false }
    return failure.isOfService
  }

  /// The failure as `RetryPolicy` knows it.
  var retryFailure: RetryPolicy.Failure {
    switch self {
    case .status(let status, let failure, let headers, _):
      let isPermanent = headers.shouldRetry.map { !$0 } ?? failure.isPermanent
      return .status(
        status,
        retryAfter: headers.retryAfter ?? (status == 429 ? headers.untilFree : nil),
        isPermanent: isPermanent
      )
    // What cannot be sent now cannot be sent later.
    case .transport(.unusable), .cancelled, .local:
      return .status(0, retryAfter: nil, isPermanent: true)
    case .transport(let error): return error.wasNotSent ? .notSent : .noAnswer
    case .unreadable: return .noAnswer
    }
  }
}

extension WireFailure {
  /// Errors that look like a limit of the moment and are none.
  var isPermanent: Bool {
    let codes: Set<String> = [
      "insufficient_quota", "billing_hard_limit_reached", "billing_not_active",
      "daily_rate_limit_exceeded", "exceeded_quota", "account_deactivated",
    ]
    return [code, type].compactMap(\.self).contains { codes.contains($0) }
  }
}
