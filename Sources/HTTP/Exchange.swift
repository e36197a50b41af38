import CCurl
private import Synchronization

#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// One request and its answer: sent by one thread, cancelled by any.
final class Exchange: Sendable {
  private struct State {
    var isCancelled = false

    /// What carries the request at the moment.
    var line: CurlLine?
  }

  private let request: HTTPRequest

  /// The open file of the body.
  private let file: Int32?

  private let state = Mutex(State())

  /// Prepares a request.
  init(_ request: HTTPRequest) throws(HTTPFailure) {
    try Self.check(request)
    if case .file(let content) = request.body { file = try Self.open(content) } else { file = nil }
    self.request = request
  }

  deinit { if let file { close(file) } }

  /// Ends the sending at once, whether or not it has begun.
  func cancel() {
    state.withLock { state in
      state.isCancelled = true
      if let line = state.line { _ = line.curl.multi_wakeup(line.multi) }
    }
  }

  /// Sends the request and waits for its answer.
  func outcome(with client: HTTPClient) -> Result<HTTPAnswer, HTTPFailure> {
    guard let curl = Curl.library else {
      return .failure(HTTPFailure(.noLibrary, Curl.problem ?? ""))
    }
    guard let line = client.takeLine(curl) else {
      return .failure(HTTPFailure(.other, "there is no memory for a request"))
    }
    defer { client.keep(line) }
    let transfer = Transfer(request, file: file, on: line)
    transfer.prepare(client)
    return transfer.outcome(of: carry(line))
  }

  /// Waits for the end of a prepared transfer and gives its code.
  private func carry(_ line: CurlLine) -> Int32 {
    guard line.curl.multi_add_handle(line.multi, line.easy) == 0 else { return CurlCode.failed }
    state.withLock { $0.line = line }
    defer {
      state.withLock { $0.line = nil }
      _ = line.curl.multi_remove_handle(line.multi, line.easy)
    }
    while !state.withLock(\.isCancelled) {
      var (running, left): (Int32, Int32) = (1, 0)
      guard line.curl.multi_perform(line.multi, &running) == 0 else { return CurlCode.failed }
      if running == 0 {
        let message = line.curl.multi_info_read(line.multi, &left)?.pointee
        guard let message, message.kind == CurlValue.messageDone else { return CurlCode.failed }
        return message.content.code
      }
      _ = line.curl.multi_poll(line.multi, nil, 0, 1000, nil)
    }
    return CurlCode.cancelled
  }

  private static func check(_ request: HTTPRequest) throws(HTTPFailure) {
    let scheme = ["https://", "http://"].first { request.url.lowercased().hasPrefix($0) }
    let rest = scheme.map { request.url.dropFirst($0.count) }
    guard
      let host = rest?.prefix(while: { $0 != "/" && $0 != "?" }), !host.isEmpty,
      request.url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw HTTPFailure(.noAddress, "'\(request.url)' is no address") }
    for (name, value) in request.headers
    where !"\(name)\(value)".utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) {
      throw HTTPFailure(.unusable, "the header '\(name)' has a character that no header has")
    }
  }

  /// Opens the file of a body, which must have the size that was told.
  private static func open(_ content: HTTPRequest.FileContent) throws(HTTPFailure) -> Int32 {
    let file = openFile(
      content.path,
      O_RDONLY | O_CLOEXEC | (content.followsLinks ? 0 : O_NOFOLLOW)
    )
    guard file >= 0 else {
      let words = String(cString: strerror(errno))
      throw HTTPFailure(.unusable, "'\(content.path)' cannot be read: \(words)")
    }
    var status = stat()
    guard fstat(file, &status) == 0, Int(status.st_size) == content.byteCount else {
      close(file)
      throw HTTPFailure(
        .unusable,
        "'\(content.path)' has \(status.st_size) bytes in place of \(content.byteCount): it was changed"
      )
    }
    return file
  }
}

private func openFile(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }
