import CCurl
private import Synchronization

/// Sends requests by the system's libcurl, which is loaded for the first of them.
///
/// Nothing is repeated here and no redirect is followed, so that what costs money is never asked for
/// twice by itself; see `HTTPRequest.isRepeatable`. Connections are kept open between requests. The
/// proxies of the environment are honoured (`https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`).
package final class HTTPClient: Sendable {
  /// Lines that nobody uses at the moment; each keeps its connection open.
  private static let keptLines = 16

  private let lines = Mutex<[CurlLine]>([])

  /// The longest wait for a connection.
  let connectTimeout: Duration

  /// The longest silence on a connection in seconds; 0 for no such limit.
  let stallSeconds: Int

  /// The path of a file of the certificates to trust in place of the system's.
  let certificates: String?

  /// A client without connections.
  package init(
    connectTimeout: Duration = .seconds(30),
    stallSeconds: Int = 0,
    certificates: String? = nil
  ) {
    self.connectTimeout = connectTimeout
    self.stallSeconds = stallSeconds
    self.certificates = certificates
  }

  deinit { for line in lines.withLock(\.self) { line.end() } }

  /// Why no request can be sent from here, as what follows `libcurl, which`; nil where one can.
  package static var libraryProblem: String? { Curl.problem }

  /// The answer to a request, whatever its status; where the task is cancelled, the request is too.
  ///
  /// It waits on a thread of its own, so that none waits for another's and none of the threads that
  /// tasks share is held.
  package func answer(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPAnswer {
    let exchange = try Exchange(request)
    let outcome = await withTaskCancellationHandler {
      await OwnThread.result { exchange.outcome(with: self) }
    } onCancel: {
      exchange.cancel()
    }
    guard let outcome else {
      throw HTTPFailure(.unusable, "this machine has no thread left for a request")
    }
    return try outcome.get()
  }

  /// The same on the caller's thread, to the end.
  package func waitedAnswer(to request: HTTPRequest) throws(HTTPFailure) -> HTTPAnswer {
    try Exchange(request).outcome(with: self).get()
  }

  /// A line for one request; nil where there is no memory.
  func takeLine(_ curl: ccurl_library) -> CurlLine? {
    lines.withLock { $0.popLast() } ?? CurlLine(curl)
  }

  /// Gets a line back after its request.
  func keep(_ line: CurlLine) {
    line.reset()
    let isKept = lines.withLock { lines in
      guard lines.count < Self.keptLines else { return false }
      lines.append(line)
      return true
    }
    if !isKept { line.end() }
  }
}
