import System

/// One way to answer badly.
enum Fault: Hashable, Sendable {
  /// The work is done and answered late.
  case delay(seconds: Double)

  /// Nothing is done, and the answer is an error.
  case status(Int, retryAfter: String?, code: String?)

  /// The connection ends and nothing is done.
  case hangUpBefore

  /// The work is done and the connection ends without an answer.
  case hangUpAfter

  /// The server is killed and nothing is done.
  case crashBefore

  /// The work is done and the server is killed.
  case crashAfter

  /// The work is done and the connection ends in the middle of the answer's body.
  case truncate

  /// The answer's body comes in small parts that take this long together.
  case slow(seconds: Double)

  /// Reads a fault from a script's item.
  init(_ fields: Fields) throws(APIError) {
    let seconds = try fields.number("seconds", in: 0...3600)
    switch try fields.requiredString("do") {
    case "delay": self = .delay(seconds: seconds ?? 1)
    case "status":
      let status = try fields.integer("status", in: 400...599) ?? 500
      let wait = try fields.integer("retry-after", in: 0...86_400).map(String.init)
      self = .status(status, retryAfter: wait, code: try fields.string("code"))
    case "hang-up-before": self = .hangUpBefore
    case "hang-up-after": self = .hangUpAfter
    case "crash-before": self = .crashBefore
    case "crash-after": self = .crashAfter
    case "truncate": self = .truncate
    case "slow": self = .slow(seconds: seconds ?? 2)
    case let other:
      throw .invalid(
        "unknown fault '\(other)'; there are 'delay', 'status', 'hang-up-before',"
          + " 'hang-up-after', 'crash-before', 'crash-after', 'truncate' and 'slow'"
      )
    }
  }

  /// What happens before the work; an answer in place of it, where there is one.
  ///
  /// - Throws: `Hangup`.
  func before() async throws -> Answer? {
    switch self {
    case .delay(let seconds):
      try await Task.sleep(for: .seconds(seconds))
      return nil
    case .status(let status, let retryAfter, let code):
      var error = APIError(
        status: status,
        type: status == 429 ? "requests" : status >= 500 ? "server_error" : "invalid_request_error",
        message: "this answer is a fault that the server was started with",
        code: code ?? (status == 429 ? "rate_limit_exceeded" : nil)
      )
      if let retryAfter { error.headers["Retry-After"] = retryAfter }
      return .error(error)
    case .hangUpBefore: throw Hangup()
    case .crashBefore:
      Host.endThisProcess()
      throw Hangup()
    case .hangUpAfter, .crashAfter, .truncate, .slow: return nil
    }
  }

  /// An answer as this fault changes it.
  ///
  /// - Throws: `Hangup` in place of an answer.
  func changed(_ answer: Answer) throws -> Answer {
    var changed = answer
    switch self {
    case .delay, .status, .hangUpBefore, .crashBefore: break
    case .hangUpAfter: throw Hangup()
    case .crashAfter:
      Host.endThisProcess()
      throw Hangup()
    case .truncate:
      guard let bytes = try Self.bytes(of: answer) else { throw Hangup() }
      changed.isLast = true
      // The head tells the whole length, so that a client can notice.
      changed.body = .parts(count: bytes.count) { send in
        try await send(Array(bytes.prefix(bytes.count / 2)))
      }
    case .slow(let seconds):
      guard let bytes = try Self.bytes(of: answer) else { break }
      let size = max(1, bytes.count / 20)
      let starts = stride(from: 0, to: bytes.count, by: size)
      let pause = Duration.seconds(seconds / Double(max(1, starts.underestimatedCount)))
      changed.isLast = true
      changed.body = .parts(count: bytes.count) { send in
        for start in starts {
          try await Task.sleep(for: pause)
          try await send(Array(bytes[start..<min(start + size, bytes.count)]))
        }
      }
    }
    return changed
  }

  /// The body of an answer; nil of one that has no end yet.
  private static func bytes(of answer: Answer) throws -> [UInt8]? {
    switch answer.body {
    case .bytes(let bytes): bytes
    case .file(let path): try FileSystem.read(path)
    case .parts: nil
    }
  }
}
