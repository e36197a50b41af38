internal import CCurl

#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// One request at libcurl and its answer: sent by one thread, cancelled by any.
final class CurlExchange: Sendable {
  private let request: HTTPRequest

  // Of what C has there, all but the cancelling is done by the thread that sends.
  private nonisolated(unsafe) let pointer: OpaquePointer

  /// The file of the body, or -1.
  private let file: Int32

  /// Prepares a request.
  ///
  /// - Throws: `HTTPTransportError.unusable`.
  init(_ request: HTTPRequest) throws(HTTPTransportError) {
    try Self.check(request)
    var file: Int32 = -1
    if case .file(let content) = request.body { file = try Self.open(content) }
    let milliseconds = Int(max(1, min(request.deadline * 1000, 1e12)))
    guard
      let pointer = ccurl_begin(
        request.method.rawValue,
        request.url,
        request.largestAnswer,
        milliseconds
      )
    else {
      if file >= 0 { close(file) }
      throw .unusable("there is no memory or no file descriptor left for a request")
    }
    self.request = request
    self.pointer = pointer
    self.file = file
    addHeaders()
    addBody()
    if !request.isRepeatable { ccurl_send_once(pointer) }
  }

  deinit {
    ccurl_drop(pointer)
    if file >= 0 { close(file) }
  }

  /// Ends the sending at once, whether or not it has begun.
  func cancel() { ccurl_cancel(pointer) }

  /// Sends the request and waits for its answer.
  func outcome(with client: CurlClient) -> Result<HTTPAnswer, HTTPTransportError> {
    let answer = client.send(pointer)
    defer {
      free(answer.headers)
      free(answer.body)
    }
    if let error = HTTPTransportError(answer, request) { return .failure(error) }
    let head = UnsafeRawBufferPointer(start: answer.headers, count: answer.headers_size)
    let body = UnsafeRawBufferPointer(start: answer.body, count: answer.body_size)
    return .success(
      HTTPAnswer(
        status: Int(answer.status),
        headers: Self.headers(String(decoding: head, as: UTF8.self)),
        body: Array(body)
      )
    )
  }

  private func addHeaders() {
    for (name, value) in request.headers { ccurl_add_header(pointer, "\(name): \(value)") }
    // Many servers do not know 'Expect'; each would be waited for, and may refuse it.
    ccurl_add_header(pointer, "Expect:")
    if request.headers["Content-Type"] == nil { ccurl_add_header(pointer, "Content-Type:") }
  }

  private func addBody() {
    switch request.body {
    case .none: break
    case .bytes(let bytes): ccurl_add_bytes(pointer, bytes, bytes.count)
    case .file(let content):
      ccurl_add_bytes(pointer, content.prefix, content.prefix.count)
      ccurl_add_file(pointer, file, content.byteCount)
      ccurl_add_bytes(pointer, content.suffix, content.suffix.count)
    }
  }

  private static func check(_ request: HTTPRequest) throws(HTTPTransportError) {
    let scheme = ["https://", "http://"].first { request.url.lowercased().hasPrefix($0) }
    let rest = scheme.map { request.url.dropFirst($0.count) }
    guard
      let host = rest?.prefix(while: { $0 != "/" && $0 != "?" }), !host.isEmpty,
      request.url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw .unusable("'\(request.url)' is no address of a service") }
    for (name, value) in request.headers
    where !"\(name)\(value)".utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) {
      throw .unusable("the header '\(name)' has a character that no header has")
    }
  }

  /// Opens the file of a body, which must have the size that was told.
  private static func open(
    _ content: HTTPRequest.FileContent
  ) throws(HTTPTransportError) -> Int32 {
    let file = openFile(content.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unusable("'\(content.path)' cannot be read: \(systemMessage())") }
    var status = stat()
    guard fstat(file, &status) == 0, Int(status.st_size) == content.byteCount else {
      close(file)
      throw .unusable(
        "'\(content.path)' has \(status.st_size) bytes in place of \(content.byteCount): it was changed"
      )
    }
    return file
  }

  /// The headers of the lines of a head, of which the first is the status; a line that begins with
  /// a space goes on with the one before it.
  static func headers(_ head: String) -> [String: String] {
    var lines: [String] = []
    for line in head.split(whereSeparator: \.isNewline).dropFirst() {
      let words = line.split(omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" }
        .joined(separator: " ")
      if line.first == " " || line.first == "\t", let last = lines.popLast() {
        lines.append("\(last) \(words)")
      } else {
        lines.append(words)
      }
    }
    let pairs = lines.compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      return (line[..<colon].lowercased(), String(value))
    }
    return Dictionary(pairs, uniquingKeysWith: { _, last in last })
  }
}

private func openFile(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }
