/// Carries one HTTP request and brings back its answer.
///
/// Nothing is repeated here and no redirect is followed: what to do about an answer is decided by
/// who asked.
package protocol HTTPTransport: Sendable {
  /// The answer to a request, whatever its status.
  func answer(to request: HTTPRequest) async throws(HTTPTransportError) -> HTTPAnswer
}

/// One request, complete but for the connection.
package struct HTTPRequest: Sendable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"
  }

  /// What is sent after the headers.
  package enum Body: Hashable, Sendable {
    case none
    case bytes([UInt8])

    /// The content of a file, read piece by piece while it is sent.
    case file(FileContent)
  }

  /// A file's content with what is sent before and after it.
  package struct FileContent: Hashable, Sendable {
    package var path: String

    /// The file's size in bytes; one of another size is not sent.
    package var byteCount: Int

    package var prefix: [UInt8]
    package var suffix: [UInt8]

    package init(path: String, byteCount: Int, prefix: [UInt8] = [], suffix: [UInt8] = []) {
      self.path = path
      self.byteCount = byteCount
      self.prefix = prefix
      self.suffix = suffix
    }
  }

  package var method: Method

  /// The absolute address.
  package var url: String

  package var headers: [String: String]
  package var body: Body

  /// The most seconds from the start of the request to the end of the answer.
  package var deadline: Double

  /// The most bytes of an answer that are kept; a longer one is an error.
  package var largestAnswer: Int

  /// Whether the request may be carried out twice without harm.
  ///
  /// One that may not is sent on a connection of its own: on a connection that was used before, an
  /// HTTP library sends again by itself what the other side closed without an answer.
  package var isRepeatable: Bool

  package init(
    method: Method,
    url: String,
    headers: [String: String] = [:],
    body: Body = .none,
    deadline: Double = 60,
    largestAnswer: Int = 64 << 20,
    isRepeatable: Bool = true
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.deadline = deadline
    self.largestAnswer = largestAnswer
    self.isRepeatable = isRepeatable
  }
}

/// A status, headers and content.
package struct HTTPAnswer: Hashable, Sendable {
  package var status: Int

  /// The headers by name in lower case.
  package var headers: [String: String]

  package var body: [UInt8]

  package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = Dictionary(
      headers.map { ($0.key.lowercased(), $0.value) },
      uniquingKeysWith: { _, last in last }
    )
    self.body = body
  }

  package init(status: Int, headers: [String: String] = [:], body: String) {
    self.init(status: status, headers: headers, body: Array(body.utf8))
  }
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
