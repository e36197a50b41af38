internal import HTTP

extension HTTPTransportError {
  /// Why a request has no answer, as a sentence with what to do.
  init(_ failure: HTTPFailure, _ request: HTTPRequest) {
    switch failure.cause {
    case .cancelled: self = .cancelled
    case .timedOut: self = .timedOut(seconds: request.deadline)
    case .noLibrary: self = .unusable("a service needs the library libcurl, which \(failure.words)")
    case .noAddress: self = .unusable("'\(request.url)' is no address of a service")
    case .unusable: self = .unusable(failure.words)
    case .fileFailed:
      self = .unusable("the file to send ended early or cannot be read: it was changed meanwhile")
    case .noAnswer: self = .interrupted("the connection was closed without an answer")
    case .partial(let received, let promised):
      self = .interrupted(
        promised.map { "the answer ended after \(received) of \($0) bytes" }
          ?? "the answer ended before it was whole"
      )
    case .noHTTP: self = .interrupted("what answers there speaks no HTTP: check 'base-url'")
    case .broken: self = .interrupted("the connection broke before the answer was whole")
    case .unknownHost, .unknownProxy, .refused, .noRoute, .notConnected, .noTunnel, .notTrusted,
      .noCertificates, .notSecure, .other:
      let sentence = Self.connectionProblem(failure)
      // Nothing is taken for unsent that may have left.
      self =
        sentence.map { .notConnected($0) }
        ?? (failure.isUnsent ? .notConnected(failure.words) : .interrupted(failure.words))
    }
  }

  /// Why there is no connection, or nil for what is none of its reasons.
  private static func connectionProblem(_ failure: HTTPFailure) -> String? {
    switch failure.cause {
    case .unknownHost: "the host's name is not known: check 'base-url' and the network"
    case .unknownProxy:
      "the proxy's name is not known: check the environment variables 'https_proxy' and 'all_proxy'"
    case .refused:
      "the connection was refused: check that the service runs there and that no firewall is between"
    case .noRoute: "there is no way to the host: check this machine's network"
    case .notConnected:
      "no connection came about in time: check 'base-url', the network, and whether a proxy is "
        + "needed here ('https_proxy')"
    case .noTunnel:
      "the proxy opens no connection to the host (\(failure.words)): check the environment variables "
        + "'https_proxy' and 'no_proxy'"
    case .notTrusted:
      "no secure connection: the server's certificate is not trusted here (\(failure.words)); check "
        + "'base-url' and the clock, or name a file with the right certificates in 'SSL_CERT_FILE'"
    case .noCertificates:
      "no secure connection: the certificates to trust cannot be read; check the file that "
        + "'SSL_CERT_FILE' names"
    case .notSecure:
      "no secure connection: the server does not speak HTTPS at this address, or none that this "
        + "machine speaks (\(failure.words)); check 'base-url'"
    default: nil
    }
  }
}
