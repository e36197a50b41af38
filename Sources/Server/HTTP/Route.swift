import System

/// One thing that the server does: where, what it is, and the function that does it.
struct Route: Sendable {
  /// The method and the path's pattern with names in braces, as in `GET /v1/files/{file_id}`.
  let name: String
  let method: String
  let pattern: String

  let summary: String
  let handler: @Sendable (Request) async throws -> Answer

  /// A route of a name.
  init(
    _ name: String,
    _ summary: String,
    _ handler: @escaping @Sendable (Request) async throws -> Answer
  ) {
    let space = name.firstIndex(of: " ") ?? name.endIndex
    self.name = name
    method = String(name[..<space])
    pattern = String(name[space...].dropFirst())
    self.summary = summary
    self.handler = handler
  }

  /// The pattern between its slashes.
  var segments: [Substring] {
    pattern.split(separator: "/", omittingEmptySubsequences: false)
  }

  /// The names in the pattern.
  var pathParameters: [String] {
    segments.filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
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
