/// One thing that the server does: where, how it is described, and the function that does it.
struct Route: Sendable {
  /// A value in the path or the query.
  struct Parameter: Sendable {
    var name: String
    var meaning: String
    var isInPath = false
    var schema: JSON = ["type": "string"]
  }

  /// What is sent or answered.
  enum Content: Sendable {
    /// A schema of the document's components.
    case json(String)
    case multipart(String)
    case bytes
    case events(String)
    case none
  }

  var method: String

  /// The path, with names in braces.
  var pattern: String
  var operation: String
  var summary: String
  var parameters: [Parameter] = []
  var request: Content = .none
  var response: Content
  var handler: @Sendable (Call) async throws -> Answer

  /// The pattern between its slashes.
  var segments: [Substring] {
    pattern.split(separator: "/", omittingEmptySubsequences: false)
  }

  /// What stands in the places of the names, or nil where a path is another one.
  func match(_ path: [Substring]) -> [String: String]? {
    let segments = segments
    guard segments.count == path.count else { return nil }
    var found: [String: String] = [:]
    for (segment, text) in zip(segments, path) {
      if segment.hasPrefix("{") {
        guard !text.isEmpty else { return nil }
        found[String(segment.dropFirst().dropLast())] = PercentCoding.decode(text)
      } else if segment != text {
        return nil
      }
    }
    return found
  }
}
