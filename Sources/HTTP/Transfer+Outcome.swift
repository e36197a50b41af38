import CCurl
private import System

extension Transfer {
  /// What came of the request, by the code of its end.
  func outcome(of code: Int32) -> Result<HTTPAnswer, HTTPFailure> {
    guard let cause = isCut ? nil : cause(of: code) else {
      var answer = HTTPAnswer(
        status: handle.number(.status),
        headers: HeaderLines.headers(String(decoding: head, as: UTF8.self)),
        body: body
      )
      answer.length = handle.length
      answer.isCut = isCut
      return .success(answer)
    }
    return .failure(HTTPFailure(cause, words(of: code), isUnsent: isUnsent))
  }

  private var isUnsent: Bool { handle.number(.requestSize) == 0 }

  private func words(of code: Int32) -> String {
    if let writeProblem { return writeProblem }
    let words = String(cString: problem)
    return words.isEmpty && code >= 0 ? String(cString: handle.curl.easy_strerror(code)) : words
  }

  /// Why there is no answer; nil where there is one.
  private func cause(of code: Int32) -> HTTPFailure.Cause? {
    switch code {
    case 0: return nil
    case CurlCode.cancelled: return .cancelled
    // Of what is called back, only the reading of a body ends a request.
    case CurlCode.aborted, CurlCode.read: return .fileFailed
    case CurlCode.malformedURL: return .noAddress
    // What is not HTTP at all is told in the same way as an address of another protocol.
    case CurlCode.unsupportedProtocol: return isUnsent ? .noAddress : .noHTTP
    case CurlCode.weirdReply: return .noHTTP
    case CurlCode.hostName: return .unknownHost
    case CurlCode.proxyName: return .unknownProxy
    case CurlCode.connect: return connectCause
    case CurlCode.timedOut: return isUnsent ? .notConnected : .timedOut
    case CurlCode.tls: return .notSecure
    case CurlCode.certificate: return .notTrusted
    case CurlCode.certificatesFile: return .noCertificates
    case CurlCode.proxy: return .noTunnel
    // A body is not sent again where the other side closed the connection without a byte.
    case CurlCode.rewind, CurlCode.nothing: return .noAnswer
    case CurlCode.partial: return .partial(received: body.count, promised: handle.length)
    case CurlCode.send, CurlCode.receive:
      let status = handle.number(.connectStatus)
      return status != 0 && status / 100 != 2 ? .noTunnel : .broken
    default: return .other
    }
  }

  private var connectCause: HTTPFailure.Cause {
    switch Errno(rawValue: Int32(truncatingIfNeeded: handle.number(.systemError))) {
    case .connectionRefused: .refused
    case .networkUnreachable, .hostUnreachable, .networkDown, .addressNotAvailable: .noRoute
    default: .notConnected
    }
  }
}
