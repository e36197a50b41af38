package import HTTP

/// Carries one HTTP request and brings back its answer.
///
/// It repeats nothing and follows no redirect: the caller decides what to do about an answer.
package protocol HTTPTransport: Sendable {
  /// The answer to a request, whatever its status.
  func answer(to request: HTTPRequest) async throws(HTTPTransportError) -> HTTPAnswer
}

/// Why a request has no answer.
package enum HTTPTransportError: Error, Hashable, Sendable {
  /// There was no connection, so nothing was carried out: a sentence that says what to do.
  case notConnected(String)

  /// The request may have been carried out, but its answer did not arrive whole.
  case interrupted(String)

  /// The deadline passed; the request may have been carried out.
  case timedOut(seconds: Double)

  /// The answer is longer than it may be.
  case answerTooLarge(limit: Int)

  /// The request cannot be sent as it is: its address or its body's file.
  case unusable(String)

  case cancelled

  /// Whether the other side certainly did nothing.
  package var wasNotSent: Bool {
    switch self {
    case .notConnected, .unusable: true
    case .interrupted, .timedOut, .answerTooLarge, .cancelled: false
    }
  }
}

extension HTTPTransportError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notConnected(let sentence), .interrupted(let sentence), .unusable(let sentence):
      sentence
    case .timedOut(let seconds):
      "no answer within \(seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)") s"
    case .answerTooLarge(let limit): "the answer has more than \(limit) bytes"
    case .cancelled: "cancelled"
    }
  }
}
