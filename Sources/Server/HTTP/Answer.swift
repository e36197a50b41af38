import FlyingFox
import FlyingSocks

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What an endpoint answers.
struct Answer: Sendable {
  /// What follows the head.
  enum Body: Sendable {
    case bytes([UInt8])

    /// The content of a file on the disk.
    case file(String)

    /// Parts of which the next is made when the client has taken the one before; nil is the end.
    case parts(@Sendable () async throws -> [UInt8]?)
  }

  var status = 200
  var headers: [String: String]
  var body: Body

  /// A value in JSON.
  static func json(_ value: JSON, status: Int = 200, headers: [String: String] = [:]) -> Answer {
    Answer(
      status: status,
      headers: headers.merging(["Content-Type": "application/json"]) { $1 },
      body: .bytes(value.bytes + [0x0A])
    )
  }

  /// What went wrong.
  static func error(_ error: APIError) -> Answer {
    json(error.json, status: error.status, headers: error.headers)
  }

  /// A file's content.
  static func file(_ path: String, named name: String) -> Answer {
    let safe = name.unicodeScalars.map {
      $0.isASCII && $0.value >= 0x20 && $0 != "\"" && $0 != "\\" && $0.value != 0x7F
        ? Character($0) : "_"
    }
    return Answer(
      headers: [
        "Content-Type": "application/octet-stream",
        "Content-Disposition": "attachment; filename=\"\(String(safe))\"",
      ],
      body: .file(path)
    )
  }

  /// Events as they come.
  static func events(_ next: @escaping @Sendable () async throws -> [UInt8]?) -> Answer {
    Answer(
      headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-cache"],
      body: .parts(next)
    )
  }
}

/// One event of a stream in its form on the wire.
enum StreamedEvent {
  /// A value.
  static func data(_ json: JSON) -> [UInt8] { Array("data: ".utf8) + json.bytes + "\n\n".utf8 }

  /// The end of the events.
  static let done = Array("data: [DONE]\n\n".utf8)

  /// Nothing new; it keeps the connection open.
  static let ping = Array(": ping\n\n".utf8)
}

/// Parts that are asked for one after another, in the form that the HTTP library takes.
struct PartSequence: AsyncBufferedSequence {
  typealias Element = UInt8

  /// The next part, never empty; nil at the end.
  let next: @Sendable () async throws -> [UInt8]?

  struct Iterator: AsyncBufferedIteratorProtocol {
    let nextPart: @Sendable () async throws -> [UInt8]?

    mutating func next() async throws -> UInt8? {
      // The library asks for buffers alone; a single byte would lose the rest of its part.
      throw SocketError.disconnected
    }

    mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
      try await nextPart()
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(nextPart: next) }
}

/// Ends a connection without a byte.
struct Hangup: WSHandler, Error {
  func makeFrames(
    for client: AsyncThrowingStream<WSFrame, any Error>
  ) async throws -> AsyncStream<WSFrame> { throw self }
}
