import Crypto

/// Decides whose requests are answered.
struct AccessControl: Sendable {
  /// SHA-256 of the key, which itself is kept nowhere; nil where none is required.
  private let digest: SHA256Digest?

  /// Whether only this machine can reach the server.
  private let isLocal: Bool

  /// Lets those through who send a key, or everybody where there is none.
  init(key: String?, isLocal: Bool) {
    digest = key.map { SHA256.hash(data: Array($0.utf8)) }
    self.isLocal = isLocal
  }

  /// Lets a request pass or not.
  ///
  /// - Throws: `APIError`.
  func check(_ request: Request) throws(APIError) {
    guard let digest else {
      try checkIsNoForeignPage(request)
      return
    }
    let header = request.header("Authorization")
    let words = header?.split(separator: " ", maxSplits: 1) ?? []
    let bearer = words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
    guard let key = bearer ?? request.header("api-key") else {
      throw .unauthorized(
        "You didn't provide an API key. Send it in an Authorization header: 'Bearer YOUR_KEY'."
      )
    }
    // Digests are compared to the end, so that the time tells nothing.
    guard SHA256.hash(data: Array(key.utf8)) == digest else {
      throw .unauthorized("Incorrect API key provided.")
    }
  }

  /// Refuses what a page of another site makes a browser here send, where no key protects.
  private func checkIsNoForeignPage(_ request: Request) throws(APIError) {
    guard isLocal else { return }
    let host = request.header("Host").map(Self.hostName) ?? "localhost"
    let origin = request.header("Origin").map { origin in
      Self.hostName(String(origin.split(separator: "/").last ?? ""))
    }
    for name in [host, origin].compactMap(\.self) where !Loopback.isName(name) {
      throw APIError(
        status: 403,
        message:
          "a server without a key answers only to this machine's own names, not to '\(name)'",
        code: "foreign_host"
      )
    }
  }

  /// A host without its port.
  private static func hostName(_ text: String) -> String {
    if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
    return String(text.prefix { $0 != ":" })
  }
}

/// Names and addresses that only this machine reaches.
enum Loopback {
  /// Whether a host is this machine, seen from itself alone.
  static func isName(_ host: String) -> Bool {
    if ["localhost", "::1"].contains(host.lowercased()) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return parts.count == 4 && parts.allSatisfy { $0 != nil } && parts[0] == 127
  }
}
