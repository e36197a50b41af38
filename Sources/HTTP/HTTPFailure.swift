/// Why a request has no answer.
package struct HTTPFailure: Error, Hashable, Sendable {
  package enum Cause: Hashable, Sendable {
    /// There is no libcurl here that can be used.
    case noLibrary

    /// The address is none, or of a protocol other than HTTP.
    case noAddress

    /// The request cannot be sent as it is, or this machine lacks something for it.
    case unusable

    /// The body's file could not be read to the size that was told.
    case fileFailed

    case cancelled

    /// The deadline passed.
    case timedOut

    /// The host's name, or the proxy's, has no address.
    case unknownHost, unknownProxy

    /// Nobody accepts a connection there, there is no way to there, or it did not come in time.
    case refused, noRoute, notConnected

    /// The proxy opens no tunnel to the host.
    case noTunnel

    /// The server's certificate is not trusted, or the certificates to trust cannot be read.
    case notTrusted, noCertificates

    /// The other side does not speak TLS as it is spoken here.
    case notSecure

    /// What was sent may have been carried out: no byte of an answer came, it is no HTTP, or the
    /// connection broke.
    case noAnswer, noHTTP, broken

    /// So may this, whose answer ended early.
    case partial(received: Int, promised: Int?)

    case other
  }

  package let cause: Cause

  /// What libcurl or the system says about it, and nothing of what was sent.
  package let words: String

  /// Whether nothing at all was sent, not even to a proxy.
  package let isUnsent: Bool

  package init(_ cause: Cause, _ words: String = "", isUnsent: Bool = true) {
    self.cause = cause
    self.words = words
    self.isUnsent = isUnsent
  }
}
