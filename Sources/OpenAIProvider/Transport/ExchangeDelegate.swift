internal import Synchronization

#if canImport(FoundationNetworking)
internal import Foundation
internal import FoundationNetworking
#else
internal import Foundation
#endif

/// Follows the requests of one session from their start to their end.
final class ExchangeDelegate: NSObject, URLSessionDataDelegate, Sendable {
  /// One request that is under way.
  private struct Exchange {
    var continuation: CheckedContinuation<Result<HTTPAnswer, HTTPTransportError>, Never>?
    var answer = HTTPAnswer(status: 0)
    let largestAnswer: Int

    /// Why it was stopped from this side.
    var stop: HTTPTransportError?
  }

  private let exchanges = Mutex<[Int: Exchange]>([:])

  /// Sends a request and waits for the end of its answer, the deadline or the task's cancellation.
  func answer(
    to request: HTTPRequest,
    at url: URL,
    in session: URLSession
  ) async throws(HTTPTransportError) -> HTTPAnswer {
    let task = Self.task(request, at: url, in: session)
    let outcome = await withTaskGroup(
      of: Result<HTTPAnswer, HTTPTransportError>?.self
    ) { group in
      group.addTask { await self.outcome(of: task, largestAnswer: request.largestAnswer) }
      group.addTask {
        try? await Task.sleep(for: .seconds(request.deadline))
        return nil
      }
      var outcome: Result<HTTPAnswer, HTTPTransportError>?
      while let next = await group.next() {
        if let next {
          outcome = next
          group.cancelAll()
        } else if outcome == nil {
          let reason: HTTPTransportError =
            Task.isCancelled ? .cancelled : .timedOut(seconds: request.deadline)
          self.stop(task, because: reason)
        }
      }
      return outcome
    }
    return try (outcome ?? .failure(.cancelled)).get()
  }

  private static func task(
    _ request: HTTPRequest,
    at url: URL,
    in session: URLSession
  ) -> URLSessionTask {
    var system = URLRequest(url: url)
    system.httpMethod = request.method.rawValue
    // The library's own limit is on silence; ours is the one that is told.
    system.timeoutInterval = request.deadline + 10
    for (name, value) in request.headers { system.setValue(value, forHTTPHeaderField: name) }
    switch request.body {
    case .none: return session.dataTask(with: system)
    case .bytes(let bytes): return session.uploadTask(with: system, from: Data(bytes))
    case .file(let path): return session.uploadTask(with: system, fromFile: URL(filePath: path))
    }
  }

  private func outcome(
    of task: URLSessionTask,
    largestAnswer: Int
  ) async -> Result<HTTPAnswer, HTTPTransportError> {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        exchanges.withLock {
          $0[task.taskIdentifier] = Exchange(
            continuation: continuation,
            largestAnswer: largestAnswer
          )
        }
        task.resume()
        // A task that was cancelled before had nothing to stop yet.
        if Task.isCancelled { stop(task, because: .cancelled) }
      }
    } onCancel: {
      stop(task, because: .cancelled)
    }
  }

  private func stop(_ task: URLSessionTask, because reason: HTTPTransportError) {
    let isUnderWay = exchanges.withLock { exchanges in
      guard let exchange = exchanges[task.taskIdentifier] else { return false }
      exchanges[task.taskIdentifier]?.stop = exchange.stop ?? reason
      return true
    }
    if isUnderWay { task.cancel() }
  }

  func urlSession(
    _ session: URLSession,
    task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest,
    completionHandler: @escaping (URLRequest?) -> Void
  ) {
    // The key would go with it to wherever the redirect points.
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession,
    dataTask: URLSessionDataTask,
    didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    if let response = response as? HTTPURLResponse {
      var headers: [String: String] = [:]
      for case (let name as String, let value as String) in response.allHeaderFields {
        headers[name] = value
      }
      let head = HTTPAnswer(status: response.statusCode, headers: headers)
      exchanges.withLock { $0[dataTask.taskIdentifier]?.answer = head }
    }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let limit = exchanges.withLock { exchanges -> Int? in
      guard var exchange = exchanges.removeValue(forKey: dataTask.taskIdentifier) else {
        return nil
      }
      let isTooLarge = exchange.answer.body.count + data.count > exchange.largestAnswer
      if !isTooLarge { exchange.answer.body.append(contentsOf: data) }
      exchanges[dataTask.taskIdentifier] = exchange
      return isTooLarge ? exchange.largestAnswer : nil
    }
    if let limit { stop(dataTask, because: .answerTooLarge(limit: limit)) }
  }

  func urlSession(
    _ session: URLSession,
    task: URLSessionTask,
    didCompleteWithError error: (any Error)?
  ) {
    guard let exchange = exchanges.withLock({ $0.removeValue(forKey: task.taskIdentifier) })
    else { return }
    exchange.continuation?.resume(returning: Self.outcome(of: exchange, task, error))
  }

  private static func outcome(
    of exchange: Exchange,
    _ task: URLSessionTask,
    _ error: (any Error)?
  ) -> Result<HTTPAnswer, HTTPTransportError> {
    if let reason = exchange.stop { return .failure(reason) }
    if let error { return .failure(HTTPTransportError(error)) }
    guard exchange.answer.status > 0 else {
      return .failure(.interrupted("the connection was closed without an answer"))
    }
    // The library takes a body that ends early for a whole one where it does not look.
    if let length = exchange.answer.headers["content-length"].flatMap({ Int($0) }),
      exchange.answer.headers["content-encoding"] == nil, exchange.answer.body.count < length
    {
      return .failure(
        .interrupted("the answer ended after \(exchange.answer.body.count) of \(length) bytes")
      )
    }
    return .success(exchange.answer)
  }
}

extension HTTPTransportError {
  /// What the URL loading says, as a sentence with what to do.
  init(_ error: any Error) {
    let code = (error as? URLError)?.code
    switch code {
    case .cancelled: self = .cancelled
    case .cannotConnectToHost:
      self = .notConnected(
        "the connection was refused: check that the service runs there and that no firewall is between"
      )
    case .cannotFindHost, .dnsLookupFailed:
      self = .notConnected("the host's name is not known: check 'base-url' and the network")
    case .notConnectedToInternet:
      self = .notConnected("this machine has no network")
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
      .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected:
      self = .notConnected(Self.noSecureConnection)
    case .timedOut: self = .interrupted("the connection fell silent")
    default:
      let text = "\((error as NSError).localizedDescription)".lowercased()
      let isSecurity = ["certificate", "ssl", "tls"].contains { text.contains($0) }
      self =
        isSecurity
        ? .notConnected(Self.noSecureConnection)
        : .interrupted("the connection broke before the answer was whole")
    }
  }

  private static let noSecureConnection =
    "no secure connection: the server's certificate is not trusted here, or it does not speak "
    + "HTTPS at this address; check 'base-url', the clock and the machine's certificates"
}
