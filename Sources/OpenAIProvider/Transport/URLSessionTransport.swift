private import Synchronization

#if canImport(FoundationNetworking)
internal import Foundation
internal import FoundationNetworking
#else
internal import Foundation
#endif

/// The transport of the system's URL loading.
package final class URLSessionTransport: HTTPTransport {
  private let delegate = ExchangeDelegate()

  /// What keeps connections open for requests that may be repeated; made by the first of them, since
  /// most commands send none.
  private let shared = Mutex<URLSession?>(nil)

  /// A transport without connections.
  package init() {}

  deinit {
    shared.withLock { $0?.invalidateAndCancel() }
  }

  /// The answer to a request; the body of a file is never in memory whole.
  package func answer(
    to request: HTTPRequest
  ) async throws(HTTPTransportError) -> HTTPAnswer {
    guard let url = URL(string: request.url), url.host() != nil else {
      throw .unusable("'\(request.url)' is no address of a service")
    }
    if case .file(let path) = request.body, !FileManager.default.isReadableFile(atPath: path) {
      throw .unusable("'\(path)' cannot be read")
    }
    guard !request.isRepeatable else {
      let session = shared.withLock { shared in
        let session = shared ?? Self.session(delegate)
        shared = session
        return session
      }
      return try await delegate.answer(to: request, at: url, in: session)
    }
    let ownDelegate = ExchangeDelegate()
    let session = Self.session(ownDelegate)
    defer { session.finishTasksAndInvalidate() }
    return try await ownDelegate.answer(to: request, at: url, in: session)
  }

  private static func session(_ delegate: ExchangeDelegate) -> URLSession {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.httpCookieStorage = nil
    configuration.urlCredentialStorage = nil
    configuration.httpMaximumConnectionsPerHost = 8
    return URLSession(configuration: configuration, delegate: delegate, delegateQueue: nil)
  }
}
