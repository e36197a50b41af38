internal import CCurl

extension HTTPTransportError {
  /// What the end of a request means, as a sentence with what to do; nil where an answer came.
  init?(_ answer: ccurl_answer, _ request: HTTPRequest) {
    let words = withUnsafeBytes(of: answer.problem) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    switch answer.ending {
    case CCURL_ANSWERED: return nil
    case CCURL_CUT: self = .answerTooLarge(limit: request.largestAnswer)
    case CCURL_CANCELLED: self = .cancelled
    case CCURL_TIMED_OUT: self = .timedOut(seconds: request.deadline)
    case CCURL_NO_ADDRESS: self = .unusable("'\(request.url)' is no address of a service")
    case CCURL_FILE_FAILED:
      self = .unusable("the file to send ended early or cannot be read: it was changed meanwhile")
    case CCURL_NO_ANSWER: self = .interrupted("the connection was closed without an answer")
    case CCURL_PARTIAL: self = .interrupted(Self.early(answer))
    case CCURL_NO_HTTP: self = .interrupted("what answers there speaks no HTTP: check 'base-url'")
    case CCURL_BROKEN: self = .interrupted("the connection broke before the answer was whole")
    default:
      let sentence = Self.connectionProblem(answer.ending, words)
      // Nothing is taken for unsent that may have left.
      self =
        sentence.map { .notConnected($0) }
        ?? (answer.is_unsent != 0 ? .notConnected(words) : .interrupted(words))
    }
  }

  private static func early(_ answer: ccurl_answer) -> String {
    guard answer.length >= 0 else { return "the answer ended before it was whole" }
    return "the answer ended after \(answer.body_size) of \(answer.length) bytes"
  }

  /// Why there is no connection, or nil for what is none of its reasons.
  private static func connectionProblem(_ ending: ccurl_ending, _ words: String) -> String? {
    switch ending {
    case CCURL_UNKNOWN_HOST: "the host's name is not known: check 'base-url' and the network"
    case CCURL_UNKNOWN_PROXY:
      "the proxy's name is not known: check the environment variables 'https_proxy' and 'all_proxy'"
    case CCURL_REFUSED:
      "the connection was refused: check that the service runs there and that no firewall is between"
    case CCURL_NO_ROUTE: "there is no way to the host: check this machine's network"
    case CCURL_NOT_CONNECTED:
      "no connection came about in time: check 'base-url', the network, and whether a proxy is "
        + "needed here ('https_proxy')"
    case CCURL_NO_TUNNEL:
      "the proxy opens no connection to the host (\(words)): check the environment variables "
        + "'https_proxy' and 'no_proxy'"
    case CCURL_NOT_TRUSTED:
      "no secure connection: the server's certificate is not trusted here (\(words)); check "
        + "'base-url' and the clock, or name a file with the right certificates in 'SSL_CERT_FILE'"
    case CCURL_NO_CERTIFICATES:
      "no secure connection: the certificates to trust cannot be read; check the file that "
        + "'SSL_CERT_FILE' names"
    case CCURL_NOT_SECURE:
      "no secure connection: the server does not speak HTTPS at this address, or none that this "
        + "machine speaks (\(words)); check 'base-url'"
    default: nil
    }
  }
}
