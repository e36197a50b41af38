internal import CCurl
private import Synchronization

/// The transport of the system's libcurl, which is loaded for the first request.
///
/// It honours the proxies in the environment (`https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`).
/// Each request waits on a thread of its own, so that none waits for another's and none of the
/// threads that tasks share is held.
package final class CurlTransport: HTTPTransport {
  /// The longest wait for a connection, in milliseconds.
  private static let patience = 30_000

  private let certificates: String?

  /// What keeps connections open between requests; most commands send none.
  private let client = Mutex<CurlClient?>(nil)

  /// A transport without connections.
  ///
  /// `certificates` is the path of a file of the certificates to trust in place of the system's, as
  /// in the environment variable `SSL_CERT_FILE`.
  package init(certificates: String? = nil) {
    self.certificates = certificates
  }

  /// The answer to a request; the content of a file is never in memory whole.
  package func answer(
    to request: HTTPRequest
  ) async throws(HTTPTransportError) -> HTTPAnswer {
    let client = try usedClient()
    let exchange = try CurlExchange(request)
    let outcome = await withTaskCancellationHandler {
      await OwnThread.result { exchange.outcome(with: client) }
    } onCancel: {
      exchange.cancel()
    }
    guard let outcome else { throw .unusable("this machine has no thread left for a request") }
    return try outcome.get()
  }

  private func usedClient() throws(HTTPTransportError) -> CurlClient {
    let made = client.withLock { client in
      client = client ?? CurlClient(patience: Self.patience, certificates: certificates)
      return client
    }
    guard let made else {
      let problem = String(cString: ccurl_problem())
      throw .unusable(
        problem.isEmpty
          ? "a service needs the library libcurl, which is not here (Debian: libcurl4); install it"
          : "a service needs the library libcurl, which cannot be loaded: \(problem)"
      )
    }
    return made
  }
}

/// What several requests of libcurl share: its connections.
final class CurlClient: Sendable {
  // The client of C has a lock of its own, and it is freed when nobody has this object any more.
  private nonisolated(unsafe) let pointer: OpaquePointer

  /// A client that waits some milliseconds for a connection; nil where there is no libcurl.
  init?(patience: Int, certificates: String?) {
    guard let pointer = ccurl_make(patience, 0, certificates) else { return nil }
    self.pointer = pointer
  }

  deinit { ccurl_free(pointer) }

  /// Sends a request and waits for its end.
  func send(_ request: OpaquePointer) -> ccurl_answer { ccurl_send(pointer, request) }
}
