import CCurl
private import Synchronization
internal import System

/// One request and its answer: sent by one thread, cancelled by any.
final class Exchange: Sendable {
  private struct State {
    var isCancelled = false

    /// What carries the request at the moment.
    var handle: CurlHandle?
  }

  private let request: HTTPRequest

  /// The open file of the body.
  private let file: FileDescriptor?

  private let state = Mutex(State())

  /// Prepares a request.
  init(_ request: HTTPRequest) throws(HTTPFailure) {
    try Self.check(request)
    if case .file(let content) = request.body { file = try Self.open(content) } else { file = nil }
    self.request = request
  }

  /// Ends the sending at once, whether or not it has begun.
  func cancel() {
    state.withLock { state in
      state.isCancelled = true
      if let handle = state.handle { _ = handle.curl.multi_wakeup(handle.multi) }
    }
  }

  /// Sends the request and waits for its answer.
  func outcome(with client: HTTPClient) -> Result<HTTPAnswer, HTTPFailure> {
    guard let curl = Curl.library else {
      return .failure(HTTPFailure(.noLibrary, Curl.problem ?? ""))
    }
    guard let handle = client.takeHandle(curl) else {
      return .failure(HTTPFailure(.other, "there is no memory for a request"))
    }
    defer { client.keep(handle) }
    let transfer = Transfer(request, file: file, on: handle)
    transfer.prepare(client)
    return transfer.outcome(of: carry(handle))
  }

  /// Waits for the end of a prepared transfer and gives its code.
  private func carry(_ handle: CurlHandle) -> Int32 {
    guard handle.curl.multi_add_handle(handle.multi, handle.easy) == 0 else {
      return CurlCode.failed
    }
    state.withLock { $0.handle = handle }
    defer {
      state.withLock { $0.handle = nil }
      _ = handle.curl.multi_remove_handle(handle.multi, handle.easy)
    }
    while !state.withLock(\.isCancelled) {
      var (running, left): (Int32, Int32) = (1, 0)
      guard handle.curl.multi_perform(handle.multi, &running) == 0 else { return CurlCode.failed }
      if running == 0 {
        let message = handle.curl.multi_info_read(handle.multi, &left)?.pointee
        guard let message, message.kind == CurlValue.messageDone else { return CurlCode.failed }
        return message.content.code
      }
      _ = handle.curl.multi_poll(handle.multi, nil, 0, 1000, nil)
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
  private static func open(
    _ content: HTTPRequest.FileContent
  ) throws(HTTPFailure) -> FileDescriptor {
    let size: Int
    do throws(FileSystemError) {
      let file = try FileDescriptor(
        content.path,
        for: content.followsLinks ? .reading : .readingUnfollowed
      )
      size = try file.status().size
      if size == content.byteCount { return file }
    } catch {
      throw HTTPFailure(.unusable, "'\(content.path)' cannot be read: \(error.code)")
    }
    throw HTTPFailure(
      .unusable,
      "'\(content.path)' has \(size) bytes in place of \(content.byteCount): it was changed"
    )
  }
}
