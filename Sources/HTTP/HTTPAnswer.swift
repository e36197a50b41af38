/// A status, headers and content.
package struct HTTPAnswer: Hashable, Sendable {
  package var status: Int

  /// The headers by name in lower case.
  package var headers: [String: String]

  package var body: [UInt8]

  /// The size that the answer gives for its content in bytes; nil where it gives none.
  package var length: Int?

  /// Whether the content is longer than the request allows, and ends there.
  package var isCut = false

  package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = Dictionary(
      headers.map { ($0.key.lowercased(), $0.value) },
      uniquingKeysWith: { _, last in last }
    )
    self.body = body
  }

  package init(status: Int, headers: [String: String] = [:], body: String) {
    self.init(status: status, headers: headers, body: Array(body.utf8))
  }
}
