private import CCurl
package import Engine
private import Synchronization

#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// A shared store behind a web server, in the layout of Bazel's HTTP cache: `/cas/<sha256>` has
/// contents and `/ac/<key>` has entries.
///
/// Any server will do that answers GET, HEAD and PUT. It is not asked to compare contents with their
/// names, nor to refuse a second entry of a key: each is asked for before it is sent and read again
/// afterwards, so that of two results the first is used but where they come in the same moment.
package final class HTTPStore: SharedStore {
  package let name: String

  // The client of C has a lock of its own, and it is freed when nobody has this object any more.
  private nonisolated(unsafe) let client: OpaquePointer

  /// A whole header line.
  private let authorization: String?

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
    let milliseconds = Int(connectTimeout / .milliseconds(1))
    self.authorization = try authorization.map { (value) throws(SharedStoreError) in
      guard value.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
        throw SharedStoreError("the authorization of the cache has a character that no header has")
      }
      return "Authorization: \(value)"
    }
    guard let client = ccurl_make(milliseconds, stallTimeout, nil) else {
      let problem = String(cString: ccurl_problem())
      throw SharedStoreError(
        "a cache behind a URL needs the library libcurl, which "
          + (problem.isEmpty ? "is not here (Debian: libcurl4)" : "cannot be loaded: \(problem)")
      )
    }
    self.client = client
  }

  deinit { ccurl_free(client) }

  package func entry(of key: Digest) async throws(SharedStoreError) -> [UInt8]? {
    let url = url("ac", key)
    let answer = await answer(to: "GET", url, limit: 16 << 20)
    switch answer.status {
    case 200: return answer.body
    case 404, 410: return nil
    default: throw failure(answer, "reading")
    }
  }

  package func keep(
    entry: [UInt8],
    of key: Digest
  ) async throws(SharedStoreError) -> [UInt8] {
    let isRejected = rejected.withLock { $0.contains(key) }
    if !isRejected, let first = try await self.entry(of: key) { return first }
    let url = url("ac", key)
    let answer = await answer(to: "PUT", url) { ccurl_add_bytes($0, entry, entry.count) }
    guard (200..<300).contains(answer.status) else { throw failure(answer, "publishing") }
    _ = rejected.withLock { $0.remove(key) }
    guard let kept = try await self.entry(of: key) else {
      throw SharedStoreError("the server does not keep what it was sent")
    }
    return kept
  }

  package func has(
    _ content: Digest,
    byteCount: Int
  ) async throws(SharedStoreError) -> Bool {
    let url = url("cas", content)
    let answer = await answer(to: "HEAD", url)
    switch answer.status {
    // Servers that compress or cut into chunks give no size.
    case 200: return answer.length < 0 || answer.length == byteCount
    case 404, 410: return false
    default: throw failure(answer, "reading")
    }
  }

  package func fetch(
    _ content: Digest,
    byteCount: Int,
    to path: String
  ) async throws(SharedStoreError) -> Bool {
    let url = url("cas", content)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw SharedStoreError("cannot write '\(path)': \(String(cString: strerror(errno)))")
    }
    let answer = await answer(to: "GET", url, limit: byteCount + 1) {
      ccurl_write_to($0, descriptor)
    }
    close(descriptor)
    if answer.status == 200 { return true }
    unlink(path)
    if answer.status == 404 || answer.status == 410 { return false }
    throw failure(answer, "reading")
  }

  package func keep(
    _ content: Digest,
    byteCount: Int,
    from path: String
  ) async throws(SharedStoreError) {
    let isRejected = rejected.withLock { $0.contains(content) }
    if !isRejected, try await has(content, byteCount: byteCount) { return }
    // The server would take a damaged content as well.
    guard (try? Digest(ofFile: path)) == content else {
      throw SharedStoreError("'\(path)' is damaged and is not published")
    }
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SharedStoreError("cannot read '\(path)': \(String(cString: strerror(errno)))")
    }
    let url = url("cas", content)
    let answer = await answer(to: "PUT", url) { ccurl_add_file($0, descriptor, byteCount) }
    close(descriptor)
    guard (200..<300).contains(answer.status) else { throw failure(answer, "publishing") }
    _ = rejected.withLock { $0.remove(content) }
  }

  package func putAside(content: Digest) async {
    _ = rejected.withLock { $0.insert(content) }
  }

  package func putAside(entryOf key: Digest) async {
    _ = rejected.withLock { $0.insert(key) }
  }

  private func url(_ area: String, _ digest: Digest) -> String {
    "\(name)/\(area)/\(digest.hexadecimal)"
  }

  /// Waits for the server on a thread that nobody else needs.
  ///
  /// - Parameters:
  ///   - method: What is done with the URL.
  ///   - url: The URL.
  ///   - limit: The most bytes of an answer's body; what the server says to a PUT is not needed.
  ///   - addBody: Completes the request by what is sent, or by where the answer goes.
  /// - Returns: What came of it.
  private func answer(
    to method: String,
    _ url: String,
    limit: Int = 1 << 16,
    addBody: @escaping @Sendable (OpaquePointer) -> Void = { _ in }
  ) async -> Answer {
    await BlockingWork.result { [self] _ in
      guard let request = ccurl_begin(method, url, limit, 0) else { return Answer.none }
      defer { ccurl_drop(request) }
      if let authorization { ccurl_add_header(request, authorization) }
      addBody(request)
      return Answer(ccurl_send(client, request))
    }
  }

  /// What an answer means that is not what was asked for.
  private func failure(_ answer: Answer, _ activity: String) -> SharedStoreError {
    guard answer.status != 0 else {
      return SharedStoreError(answer.problem.isEmpty ? "no answer" : answer.problem)
    }
    let isRefusal = activity == "publishing" && [401, 403, 405, 501].contains(answer.status)
    return SharedStoreError(
      "the server answers with status \(answer.status) to \(activity)",
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

/// What came of a request.
private struct Answer: Sendable {
  /// The status, or 0 where no answer came as a whole.
  let status: Int

  /// The size that the answer gives for its body in bytes, or -1.
  let length: Int

  /// The body, where it was not to go to a file.
  let body: [UInt8]

  /// Why there is no answer, in words.
  let problem: String

  /// Where there is no memory for a request.
  static let none = Answer()

  private init() {
    status = 0
    length = -1
    body = []
    problem = "there is no memory for a request"
  }

  /// Takes over what C allocated.
  init(_ answer: ccurl_answer) {
    let isWhole = answer.ending == CCURL_ANSWERED || answer.ending == CCURL_CUT
    status = isWhole ? Int(answer.status) : 0
    length = Int(answer.length)
    body =
      answer.body.map {
        Array(UnsafeBufferPointer(start: $0, count: answer.body_size))
      } ?? []
    free(answer.body)
    free(answer.headers)
    problem = withUnsafeBytes(of: answer.problem) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
