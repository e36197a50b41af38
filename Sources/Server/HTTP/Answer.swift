import System

/// What an endpoint answers.
struct Answer: Sendable {
  /// Puts bytes on the wire and returns when there is room for more.
  typealias Send = @Sendable ([UInt8]) async throws -> Void

  /// What follows the head.
  enum Body: Sendable {
    case bytes([UInt8])

    /// The content of a file on the disk.
    case file(String)

    /// Parts that a function sends; the count of all bytes where the head is to tell it.
    ///
    /// An `APIError` that it throws before it has sent anything is the answer.
    case parts(count: Int?, @Sendable (_ send: @escaping Send) async throws -> Void)
  }

  var status = 200
  var headers: [String: String]
  var body: Body

  /// Whether the connection ends after it.
  var isLast = false

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
  static func events(_ body: @escaping @Sendable (_ send: @escaping Send) async throws -> Void)
    -> Answer
  {
    Answer(
      headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-cache"],
      body: .parts(count: nil, body)
    )
  }
}

/// One event of a stream in its form on the wire.
enum ServerSentEvent {
  /// A value.
  static func data(_ json: JSON) -> [UInt8] { Array("data: ".utf8) + json.bytes + "\n\n".utf8 }

  /// The end of the events.
  static let done = Array("data: [DONE]\n\n".utf8)

  /// Nothing new; it keeps the connection open.
  static let ping = Array(": ping\n\n".utf8)
}

/// Ends a connection without a further byte.
struct Hangup: Error {}
