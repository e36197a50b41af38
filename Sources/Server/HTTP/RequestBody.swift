import Synchronization

/// The bytes after a request's head, as they arrive.
///
/// They are read once. What nobody reads would be taken for the next request, so the connection ends
/// after the answer unless everything was read.
final class RequestBody: Sendable {
  /// What is still to come.
  private enum Rest {
    case bytes(Int)
    case chunks(ChunkReader)
    case nothing

    /// The bytes do not arrive, or cannot be told from what follows.
    case lost
  }

  /// The size that the client has announced; nil for a body in chunks.
  let announcedCount: Int?

  private let connection: Connection
  private let expectsContinue: Bool
  private let rest: Mutex<Rest>
  private let isTouched = Mutex(false)

  /// The body that follows a head.
  init(_ head: RequestHead, _ connection: Connection) {
    self.connection = connection
    expectsContinue = head.expectsContinue
    switch head.framing {
    case .length(let count):
      announcedCount = count
      rest = Mutex(count == 0 ? .nothing : .bytes(count))
    case .chunked:
      announcedCount = nil
      rest = Mutex(.chunks(ChunkReader()))
    }
  }

  /// Whether the next request can follow on the same connection.
  var isFinished: Bool {
    rest.withLock { if case .nothing = $0 { true } else { false } }
  }

  /// The whole body.
  ///
  /// - Throws: `APIError` where it is larger than allowed or does not arrive.
  func bytes(atMost limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    try await forEachPart(atMost: limit) { bytes += $0 }
    return bytes
  }

  /// Calls a function with each part of the body.
  ///
  /// After an error the rest is read and thrown away, so that the client hears the answer.
  ///
  /// - Throws: `APIError` where it is larger than allowed or does not arrive; what `take` throws.
  func forEachPart(atMost limit: Int, _ take: ([UInt8]) throws -> Void) async throws {
    if let announced = announcedCount, announced > limit {
      // What is left may take for ever to arrive; the connection's end throws a little of it away.
      throw APIError.tooLarge("the body", limit: limit)
    }
    var failure: (any Error)?
    var count = 0
    while let part = try await nextPart() {
      count += part.count
      guard count <= limit else { throw APIError.tooLarge("the body", limit: limit) }
      guard failure == nil else { continue }
      do {
        try take(part)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Reads a small body that nobody has wanted, so that the next request can follow.
  func discard() async {
    guard !isTouched.withLock({ $0 }), !expectsContinue, let announcedCount,
      announcedCount <= Limits.discardedBytes
    else { return }
    _ = try? await Deadline.value(within: connection.lingeringTime) {
      while try await self.nextPart() != nil {}
    }
  }

  /// The next bytes of the body, perhaps none; nil after its end.
  private func nextPart() async throws -> [UInt8]? {
    if isFinished { return nil }
    do {
      let isFirst = isTouched.withLock { isTouched in
        defer { isTouched = true }
        return !isTouched
      }
      if isFirst, expectsContinue {
        try await connection.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
      }
      let (content, following) = try taken(from: try await connection.read())
      connection.putBack(following)
      return content
    } catch {
      rest.withLock { $0 = .lost }
      switch error {
      case is APIError, is CancellationError: throw error
      case is Connection.Silence: throw APIError.slowClient
      default: throw APIError.invalid("the body ended too early")
      }
    }
  }

  /// Parts bytes of the connection into those of the body and those that follow it.
  private func taken(
    from bytes: [UInt8]
  ) throws(APIError) -> (content: [UInt8], following: ArraySlice<UInt8>) {
    try rest.withLock { rest throws(APIError) in
      switch rest {
      case .bytes(let count):
        let content = bytes.prefix(count)
        rest = content.count == count ? .nothing : .bytes(count - content.count)
        return (Array(content), bytes.dropFirst(content.count))
      case .chunks(var reader):
        let (content, following) = try reader.feed(bytes)
        rest = reader.isFinished ? .nothing : .chunks(reader)
        return (content, following)
      case .nothing, .lost: return ([], bytes[...])
      }
    }
  }
}
