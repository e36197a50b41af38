@testable internal import Server
import System

extension FuzzTarget {
  /// What clients send to the server: heads, and bodies in chunks, in parts and in JSON.
  static let requests = FuzzTarget(name: "requests") { bytes in
    let whole = read(bytes, parts: 1)
    guard whole == read(bytes, parts: bytes.count) else {
      return "a head depends on the parts in which it arrives"
    }
    guard case .read(let lines, let rest) = whole else { return whole.problem }
    do throws(APIError) {
      let head = try RequestHead(lines)
      guard head.headers.allSatisfy({ $0.name == $0.name.lowercased() && !$0.name.isEmpty }) else {
        return "a header has no name in lower case"
      }
      guard PercentCoding.decode(head.target).unicodeScalars.count <= head.target.utf8.count else {
        return "a path becomes longer where it is decoded"
      }
      switch head.framing {
      case .length(let count):
        guard count >= 0 else { return "a length is negative" }
        return problem(head, body: Array(rest.prefix(count)))
      case .chunked:
        let body = unchunked(rest, parts: 1)
        guard body == unchunked(rest, parts: rest.count) else {
          return "a body depends on the parts in which it arrives"
        }
        return body.content.flatMap { problem(head, body: $0) }
      }
    } catch {
      return problem(error)
    }
  }

  /// How far the reader of heads came.
  private enum Lines: Equatable {
    case read([[UInt8]], rest: [UInt8])
    case unfinished
    case refused(APIError)

    var problem: String? {
      if case .refused(let error) = self { FuzzTarget.problem(error) } else { nil }
    }
  }

  private static func read(_ bytes: [UInt8], parts: Int) -> Lines {
    var reader = HeadReader()
    let size = max(1, bytes.count / max(1, parts))
    do throws(APIError) {
      for start in stride(from: 0, to: bytes.count, by: size) {
        let end = min(start + size, bytes.count)
        guard let (lines, rest) = try reader.feed(Array(bytes[start..<end])) else { continue }
        return .read(lines, rest: Array(rest) + bytes[end...])
      }
      return .unfinished
    } catch {
      return .refused(error)
    }
  }

  /// The content of chunks, nil where they are damaged, and what follows them, nil where they go on.
  private static func unchunked(
    _ bytes: [UInt8],
    parts: Int
  ) -> (content: [UInt8]?, rest: [UInt8]?) {
    var reader = ChunkReader()
    var content: [UInt8] = []
    let size = max(1, bytes.count / max(1, parts))
    do throws(APIError) {
      for start in stride(from: 0, to: bytes.count, by: size) {
        let end = min(start + size, bytes.count)
        let (more, rest) = try reader.feed(Array(bytes[start..<end]))
        content += more
        if reader.isFinished { return (content, Array(rest) + bytes[end...]) }
      }
      return (content, nil)
    } catch {
      return (nil, nil)
    }
  }

  /// What does not hold for a request that is put together.
  private static func problem(_ head: RequestHead, body: [UInt8]) -> String? {
    if let type = head.header("content-type"), type.lowercased().hasPrefix("multipart") {
      let whole = parts(type, body, parts: 1)
      guard whole == parts(type, body, parts: body.count) else {
        return "the parts of a body depend on how it arrives"
      }
      return whole == nil
        || whole.map { $0.reduce(0) { $0 + $1.content.count } <= body.count } == true
        ? nil : "a body has more in its parts than there is"
    }
    guard let json = JSON(parsing: body) else { return nil }
    guard JSON(parsing: json.bytes) == json else { return "a value is written as another one" }
    do throws(APIError) {
      let fields = try Fields(json, param: nil)
      switch head.target {
      case "/v1/completions":
        let (question, _) = try CompletionEndpoints.question(fields, namedInPath: nil)
        let count = question.prompts.count * question.sampling.choices
        guard (1...Limits.prompts).contains(count) else { return "there are too many answers" }
      case "/v1/chat/completions": _ = try ChatEndpoints.question(fields)
      case "/v1/fine-tunes": _ = try LegacyJobEndpoints.job(fields, findFile: file)
      default: _ = try JobEndpoints.job(fields, findFile: file)
      }
      return nil
    } catch {
      return problem(error)
    }
  }

  private static func file(_ id: String) throws(APIError) -> FileRecord {
    FileRecord(
      id: id,
      number: 1,
      filename: "train.jsonl",
      purpose: "fine-tune",
      byteCount: 0,
      digest: "",
      createdAt: 0
    )
  }

  /// The parts of a multipart body with their names; nil where it is damaged.
  private static func parts(_ type: String, _ body: [UInt8], parts: Int) -> [Part]? {
    guard var reader = try? MultipartReader(contentType: type) else { return nil }
    var found: [Part] = []
    let size = max(1, body.count / max(1, parts))
    for start in stride(from: 0, to: body.count, by: size) {
      guard let pieces = try? reader.feed(Array(body[start..<min(start + size, body.count)])) else {
        return nil
      }
      for piece in pieces {
        switch piece {
        case .begin(let name, let filename): found.append(Part(name: name, filename: filename))
        case .data(let bytes): found[found.count - 1].content += bytes
        case .end: found[found.count - 1].isWhole = true
        }
      }
    }
    return found
  }

  private struct Part: Equatable {
    var name: String
    var filename: String?
    var content: [UInt8] = []
    var isWhole = false
  }

  private static func problem(_ error: APIError) -> String? {
    guard error.message.isMessage || error.message.utf8.count < 9000 else {
      return "an error repeats a long text"
    }
    return (400..<600).contains(error.status) && error.json.bytes.count < 9000
      ? nil : "an error is none of a request"
  }
}

private func == (
  _ left: (content: [UInt8]?, rest: [UInt8]?),
  _ right: (content: [UInt8]?, rest: [UInt8]?)
) -> Bool { left.content == right.content && left.rest == right.rest }
