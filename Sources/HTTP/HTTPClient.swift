import CCurl
private import Synchronization
private import System

/// Sends requests by the system's libcurl, which is loaded for the first of them.
///
/// Nothing is repeated here and no redirect is followed, so that what costs money is never asked for
/// twice by itself; see `HTTPRequest.isRepeatable`. Connections are kept open between requests. The
/// proxies of the environment are honoured (`https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`).
package final class HTTPClient: Sendable {
  /// Handles that nobody uses at the moment; each keeps its connection open.
  private static let keptHandles = 16

  private let handles = Mutex<[CurlHandle]>([])

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

  deinit { for handle in handles.withLock(\.self) { handle.end() } }

  /// Why no request can be sent from here, as what follows `libcurl, which`; nil where one can.
  package static var libraryProblem: String? { Curl.problem }

  /// The answer to a request, whatever its status; where the task is cancelled, the request is too.
  ///
  /// It waits on a thread of its own, so that none waits for another's and none of the threads that
  /// tasks share is held.
  package func answer(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPAnswer {
    let exchange = try Exchange(request)
    let outcome = await withTaskCancellationHandler {
      await SystemThread.result { exchange.outcome(with: self) }
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

  /// A handle for one request; nil where there is no memory.
  func takeHandle(_ curl: ccurl_library) -> CurlHandle? {
    handles.withLock { $0.popLast() } ?? CurlHandle(curl)
  }

  /// Gets a handle back after its request.
  func keep(_ handle: CurlHandle) {
    handle.reset()
    let isKept = handles.withLock { handles in
      guard handles.count < Self.keptHandles else { return false }
      handles.append(handle)
      return true
    }
    if !isKept { handle.end() }
  }
}
