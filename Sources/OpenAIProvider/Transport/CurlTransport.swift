package import HTTP

/// Sends requests to services, and says in sentences why one has no answer.
package struct CurlTransport: HTTPTransport {
  private let client: HTTPClient

  /// A transport without connections.
  ///
  /// `certificates` is the path of a file of the certificates to trust in place of the system's, as
  /// in the environment variable `SSL_CERT_FILE`.
  package init(certificates: String? = nil) {
    client = HTTPClient(certificates: certificates)
  }

  package func answer(
    to request: HTTPRequest
  ) async throws(HTTPTransportError) -> HTTPAnswer {
    let answer: HTTPAnswer
    do throws(HTTPFailure) {
      answer = try await client.answer(to: request)
    } catch {
      throw HTTPTransportError(error, request)
    }
    guard !answer.isCut else { throw .answerTooLarge(limit: request.largestAnswer) }
    return answer
  }
}
