package import Engine
private import HTTP
private import Synchronization
private import System

/// A shared store behind a web server, in the layout of Bazel's HTTP cache: `/cas/<sha256>` has
/// contents and `/ac/<key>` has entries.
///
/// Any server will do that answers GET, HEAD and PUT. It is not asked to compare contents with their
/// names, nor to refuse a second entry of a key: each is asked for before it is sent and read again
/// afterwards, so that of two results the first is used but where they come in the same moment.
package final class HTTPStore: SharedStore {
  package let name: String

  private let client: HTTPClient

  /// What each request says beside its method and address.
  private let headers: [String: String]

  /// What was found damaged here, and is sent again though it is there.
  private let rejected = Mutex<Set<Digest>>([])

  /// - Parameters:
  ///   - url: The cache's URL, with `http` or `https`.
  ///   - authorization: The value of an `Authorization` header, if there is to be one.
  ///   - connectTimeout: How long to wait for a connection.
  ///   - stallTimeout: How long to wait without a byte of an answer, in seconds.
  /// - Throws: `SharedStoreError` for a URL that is none or must not be used, and where there is
  ///   no libcurl.
  package init(
    _ url: String,
    authorization: String? = nil,
    connectTimeout: Duration = .seconds(5),
    stallTimeout: Int = 20
  ) throws(SharedStoreError) {
    name = try Self.checked(url, hasSecret: authorization != nil)
    if let authorization, !authorization.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) {
      throw SharedStoreError("the authorization of the cache has a character that no header has")
    }
    if let problem = HTTPClient.libraryProblem {
      throw SharedStoreError("a cache behind a URL needs the library libcurl, which \(problem)")
    }
    headers = authorization.map { ["Authorization": $0] } ?? [:]
    client = HTTPClient(connectTimeout: connectTimeout, stallSeconds: stallTimeout)
  }

  package func entry(of key: Digest) async throws(SharedStoreError) -> [UInt8]? {
    let answer = try await answer(to: request(.get, "ac", key, limit: 16 << 20))
    return try isFound(answer) ? answer.body : nil
  }

  package func keep(
    entry: [UInt8],
    of key: Digest
  ) async throws(SharedStoreError) -> [UInt8] {
    if !isRejected(key), let first = try await self.entry(of: key) { return first }
    try await send(.bytes(entry), to: "ac", key)
    guard let kept = try await self.entry(of: key) else {
      throw SharedStoreError("the server does not keep what it was sent")
    }
    return kept
  }

  package func has(
    _ content: Digest,
    byteCount: Int
  ) async throws(SharedStoreError) -> Bool {
    let answer = try await answer(to: request(.head, "cas", content))
    // Servers that compress or cut into chunks give no size.
    return try isFound(answer) && (answer.length == nil || answer.length == byteCount)
  }

  package func fetch(
    _ content: Digest,
    byteCount: Int,
    to path: String
  ) async throws(SharedStoreError) -> Bool {
    let file: FileDescriptor
    do {
      file = try FileDescriptor(path, for: .creating, permissions: 0o600)
    } catch {
      throw SharedStoreError("\(error)")
    }
    var isThere = false
    defer { if !isThere { FileSystem.remove(path) } }
    var request = request(.get, "cas", content, limit: byteCount + 1)
    request.output = file
    isThere = try isFound(try await answer(to: request))
    return isThere
  }

  package func keep(
    _ content: Digest,
    byteCount: Int,
    from path: String
  ) async throws(SharedStoreError) {
    if !isRejected(content), try await has(content, byteCount: byteCount) { return }
    // The server would take a damaged content as well.
    guard (try? Digest(ofFile: path)) == content else {
      throw SharedStoreError("'\(path)' is damaged and is not published")
    }
    let file = HTTPRequest.FileContent(path: path, byteCount: byteCount, followsLinks: false)
    try await send(.file(file), to: "cas", content)
  }

  package func putAside(content: Digest) async {
    _ = rejected.withLock { $0.insert(content) }
  }

  package func putAside(entryOf key: Digest) async {
    _ = rejected.withLock { $0.insert(key) }
  }

  private func isRejected(_ digest: Digest) -> Bool { rejected.withLock { $0.contains(digest) } }

  /// Publishes what a digest of an area stands for.
  private func send(
    _ body: HTTPRequest.Body,
    to area: String,
    _ digest: Digest
  ) async throws(SharedStoreError) {
    var request = request(.put, area, digest)
    request.body = body
    let answer = try await answer(to: request)
    guard (200..<300).contains(answer.status) else { throw failure(answer.status, "publishing") }
    _ = rejected.withLock { $0.remove(digest) }
  }

  /// A request; the limit is the most bytes of an answer's content, and what the server says to a PUT
  /// is not needed.
  private func request(
    _ method: HTTPRequest.Method,
    _ area: String,
    _ digest: Digest,
    limit: Int = 1 << 16
  ) -> HTTPRequest {
    var request = HTTPRequest(
      method: method,
      url: "\(name)/\(area)/\(digest.hexadecimal)",
      headers: headers,
      deadline: .infinity,
      largestAnswer: limit
    )
    request.asksFirst = true
    return request
  }

  /// Waits for the server on a thread that nobody else needs, also where the run is interrupted.
  private func answer(to request: HTTPRequest) async throws(SharedStoreError) -> HTTPAnswer {
    let client = client
    let outcome = await BlockingWork.result { _ in
      Result { () throws(HTTPFailure) in try client.waitedAnswer(to: request) }
    }
    return try outcome.mapError { failure in
      SharedStoreError(failure.words.isEmpty ? "no answer" : failure.words)
    }.get()
  }

  /// Whether what was asked for is there.
  private func isFound(_ answer: HTTPAnswer) throws(SharedStoreError) -> Bool {
    switch answer.status {
    case 200: true
    case 404, 410: false
    default: throw failure(answer.status, "reading")
    }
  }

  /// What a status means that is not what was asked for.
  private func failure(_ status: Int, _ activity: String) -> SharedStoreError {
    let isRefusal = activity == "publishing" && [401, 403, 405, 501].contains(status)
    return SharedStoreError(
      "the server answers with status \(status) to \(activity)",
      isRefusal: isRefusal
    )
  }

  /// The URL without a slash at its end.
  private static func checked(
    _ url: String,
    hasSecret: Bool
  ) throws(SharedStoreError) -> String {
    let isSecure = url.hasPrefix("https://")
    guard isSecure || url.hasPrefix("http://") else {
      throw SharedStoreError("a cache's URL begins with 'http://' or 'https://'")
    }
    let rest = url.drop { $0 != "/" }.drop { $0 == "/" }
    let authority = rest.prefix { $0 != "/" }
    // What is in the URL ends up in logs.
    guard !authority.contains("@") else {
      throw SharedStoreError(
        "a cache's URL has no name and password; give them in MANIFEST_RUN_CACHE_AUTHORIZATION"
      )
    }
    guard !authority.isEmpty, url.utf8.allSatisfy({ $0 > 32 && $0 < 127 }),
      !url.contains("?"), !url.contains("#")
    else { throw SharedStoreError("'\(url)' is no URL of a cache") }
    let host =
      authority.hasPrefix("[") ? authority.prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    guard !hasSecret || isSecure || ["localhost", "127.0.0.1", "[::1"].contains(String(host)) else {
      throw SharedStoreError("an authorization is sent by 'https://' alone")
    }
    var name = url
    while name.hasSuffix("/") { name.removeLast() }
    return name
  }
}
