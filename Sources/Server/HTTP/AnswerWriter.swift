import Synchronization
import System

/// Puts answers on a connection.
struct AnswerWriter {
  private static let blockSize = 1 << 16

  let connection: Connection

  /// Sends an answer to the request of a head, or to what could not be read as one.
  ///
  /// - Returns: The status that was sent.
  /// - Throws: `FileSystemError`; what the connection and the answer's parts throw.
  @discardableResult
  func write(_ answer: Answer, to head: RequestHead?, closes: Bool) async throws -> Int {
    let wantsBody = head?.method != "HEAD"
    switch answer.body {
    case .bytes(let bytes):
      let start = start(answer, count: bytes.count, closes: closes)
      try await connection.write(start + (wantsBody ? bytes : []))
    case .file(let path):
      let file = try FileDescriptor(path, for: .reading)
      let count = try file.status().size
      try await connection.write(start(answer, count: count, closes: closes))
      while wantsBody {
        let block = try file.read(upTo: Self.blockSize)
        if block.isEmpty { break }
        try await connection.write(block)
      }
    case .parts(let count, let body):
      let isChunked = count == nil && head?.takesChunks == true
      let start = start(answer, count: count, isChunked: isChunked, closes: closes)
      let hasBegun = Mutex(false)
      let send: Answer.Send = { part in
        guard !part.isEmpty else { return }
        let isFirst = hasBegun.withLock { hasBegun in
          defer { hasBegun = true }
          return !hasBegun
        }
        let bytes = isChunked ? Self.chunk(part) : part
        try await connection.write(isFirst ? start + bytes : bytes)
      }
      do {
        try await body(send)
      } catch let error as APIError where !hasBegun.withLock({ $0 }) {
        return try await write(.error(error), to: head, closes: closes)
      }
      if !hasBegun.withLock({ $0 }) { try await connection.write(start) }
      if isChunked { try await connection.write(Self.chunk([])) }
    }
    return answer.status
  }

  /// The bytes before the body.
  private func start(
    _ answer: Answer,
    count: Int?,
    isChunked: Bool = false,
    closes: Bool
  ) -> [UInt8] {
    var headers = answer.headers
    if let count { headers["Content-Length"] = String(count) }
    if isChunked { headers["Transfer-Encoding"] = "chunked" }
    headers["Connection"] = closes ? "close" : "keep-alive"
    let lines =
      ["HTTP/1.1 \(answer.status) \(Self.phrases[answer.status] ?? "Status")"]
      + headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    // A value with a line break would begin a header of its own.
    let safe = lines.map { line in
      String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.value >= 0x20 }))
    }
    return Array((safe + ["", ""]).joined(separator: "\r\n").utf8)
  }

  private static func chunk(_ part: [UInt8]) -> [UInt8] {
    Array("\(String(part.count, radix: 16))\r\n".utf8) + part + "\r\n".utf8
  }

  private static let phrases = [
    200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict",
    413: "Content Too Large", 414: "URI Too Long", 417: "Expectation Failed",
    429: "Too Many Requests", 431: "Request Header Fields Too Large",
    500: "Internal Server Error", 501: "Not Implemented", 503: "Service Unavailable",
    505: "HTTP Version Not Supported",
  ]
}
