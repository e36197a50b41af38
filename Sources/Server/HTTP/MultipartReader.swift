/// Takes a body of the form `multipart/form-data` apart as it arrives.
struct MultipartReader {
  /// What is found, in the order of the body.
  enum Piece: Hashable {
    /// A part begins: its name and, for a file, the file's name.
    case begin(name: String, filename: String?)
    case data([UInt8])
    case end
  }

  private enum Position {
    case beforeFirst, afterDelimiter, headers, content, finished
  }

  private static let lineEnd: [UInt8] = [0x0D, 0x0A]

  /// The most bytes of a part's head.
  private static let longestHead = 16 << 10

  private let delimiter: [UInt8]
  private var position = Position.beforeFirst
  private var rest: [UInt8]

  /// A reader for the value of a `Content-Type` header.
  ///
  /// - Throws: `APIError` where this is no such body.
  init(contentType: String?) throws(APIError) {
    let parts = (contentType ?? "").split(separator: ";").map { $0.trimmingSpaces }
    guard parts.first?.lowercased() == "multipart/form-data" else {
      throw .invalid("the body must be of the type 'multipart/form-data'")
    }
    let boundary = parts.dropFirst().first { $0.lowercased().hasPrefix("boundary=") }?
      .dropFirst("boundary=".count).filter { $0 != "\"" }
    guard let boundary, (1...200).contains(boundary.utf8.count) else {
      throw .invalid("the header 'Content-Type' names no 'boundary'")
    }
    delimiter = Self.lineEnd + Array("--\(boundary)".utf8)
    // The first delimiter has no line before it.
    rest = Self.lineEnd
  }

  /// Whether the body's end was seen.
  var isFinished: Bool { position == .finished }

  /// Takes further bytes and returns what is complete with them.
  mutating func feed(_ bytes: [UInt8]) throws(APIError) -> [Piece] {
    rest += bytes
    var pieces: [Piece] = []
    while let piece = try next() { pieces += piece }
    return pieces
  }

  /// The pieces of one further step; nil where more bytes are needed.
  private mutating func next() throws(APIError) -> [Piece]? {
    switch position {
    case .beforeFirst:
      guard let place = find(delimiter) else {
        rest = Array(rest.suffix(delimiter.count))
        return nil
      }
      rest.removeFirst(place + delimiter.count)
      position = .afterDelimiter
      return []
    case .afterDelimiter:
      guard rest.count >= 2 else { return nil }
      let isLast = rest.starts(with: "--".utf8)
      guard isLast || rest.starts(with: Self.lineEnd) else {
        throw .invalid("the multipart body is damaged after a boundary")
      }
      rest.removeFirst(2)
      position = isLast ? .finished : .headers
      return []
    case .headers:
      guard let end = find(Self.lineEnd + Self.lineEnd) else {
        guard rest.count <= Self.longestHead else {
          throw .invalid("the head of a part of the multipart body is too long")
        }
        return nil
      }
      let head = String(decoding: rest[..<end], as: UTF8.self)
      rest.removeFirst(end + 4)
      position = .content
      return [try Self.begin(head)]
    case .content:
      if let place = find(delimiter) {
        let content = Array(rest[..<place])
        rest.removeFirst(place + delimiter.count)
        position = .afterDelimiter
        return (content.isEmpty ? [] : [.data(content)]) + [.end]
      }
      let safe = rest.count - (delimiter.count - 1)
      guard safe > 0 else { return nil }
      let content = Array(rest[..<safe])
      rest.removeFirst(safe)
      // What is left may be the beginning of a delimiter.
      return [.data(content)]
    case .finished:
      rest = []
      return nil
    }
  }

  private static func begin(_ head: String) throws(APIError) -> Piece {
    let lines = head.split(whereSeparator: \.isNewline)
    let disposition = lines.first { $0.lowercased().hasPrefix("content-disposition:") }
    guard let disposition,
      let name = disposition.firstMatch(of: /[ ;]name=(?:"([^"]*)|([^;]*))/)?.output
    else { throw .invalid("a part of the multipart body has no name") }
    let filename = disposition.firstMatch(of: /[ ;]filename=(?:"([^"]*)|([^;]*))/)?.output
    return .begin(
      name: String(name.1 ?? name.2 ?? ""),
      filename: filename.map { String($0.1 ?? $0.2 ?? "") }
    )
  }

  private func find(_ pattern: [UInt8]) -> Int? {
    guard rest.count >= pattern.count else { return nil }
    return rest.withUnsafeBufferPointer { bytes in
      let first = pattern[0]
      let last = bytes.count - pattern.count
      var start = 0
      while start <= last {
        if bytes[start] == first, bytes[start..<start + pattern.count].elementsEqual(pattern) {
          return start
        }
        start += 1
      }
      return nil
    }
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  var trimmingSpaces: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
