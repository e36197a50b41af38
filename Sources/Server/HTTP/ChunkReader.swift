/// Takes a body apart that comes in chunks, each with its size before it.
struct ChunkReader {
  private enum Position {
    case size, content(left: Int), afterContent, trailers, finished
  }

  /// The most bytes of the line with a chunk's size.
  private static let longestSize = 1 << 10

  /// The most bytes of the lines after the last chunk.
  private static let longestTrailers = 16 << 10

  /// The largest chunk: more than any body may have.
  private static let largestChunk = 1 << 40

  private var position = Position.size
  private var line: [UInt8] = []
  private var trailerCount = 0

  /// Whether the last chunk and what follows it were seen.
  private(set) var isFinished = false

  /// Takes further bytes.
  ///
  /// - Returns: What belongs to the body, and the bytes after its end.
  /// - Throws: `APIError` where this is no body in chunks.
  mutating func feed(
    _ part: [UInt8]
  ) throws(APIError) -> (content: [UInt8], rest: ArraySlice<UInt8>) {
    var content: [UInt8] = []
    var rest = part[...]
    while !rest.isEmpty, !isFinished {
      switch position {
      case .content(let left):
        let taken = rest.prefix(left)
        content += taken
        rest = rest.dropFirst(taken.count)
        position = taken.count == left ? .afterContent : .content(left: left - taken.count)
      case .size:
        guard let text = try nextLine(&rest, atMost: Self.longestSize) else { break }
        let size = try Self.size(text)
        position = size == 0 ? .trailers : .content(left: size)
      case .afterContent:
        guard let text = try nextLine(&rest, atMost: 2) else { break }
        guard text.isEmpty else { throw Self.damaged }
        position = .size
      case .trailers:
        guard let text = try nextLine(&rest, atMost: Self.longestTrailers) else { break }
        trailerCount += text.count + 2
        guard trailerCount <= Self.longestTrailers else { throw .longHeaders }
        if text.isEmpty {
          position = .finished
          isFinished = true
        }
      case .finished: break
      }
    }
    return (content, rest)
  }

  /// The next line without its end; nil where it has not arrived whole.
  private mutating func nextLine(
    _ rest: inout ArraySlice<UInt8>,
    atMost limit: Int
  ) throws(APIError) -> [UInt8]? {
    while let byte = rest.popFirst() {
      line.append(byte)
      guard line.count <= limit + 2 else { throw Self.damaged }
      guard byte == 0x0A else { continue }
      guard line.count >= 2, line[line.count - 2] == 0x0D else { throw Self.damaged }
      defer { line = [] }
      return Array(line.dropLast(2))
    }
    return nil
  }

  /// The number in hexadecimal digits; what may follow a semicolon means nothing here.
  private static func size(_ line: [UInt8]) throws(APIError) -> Int {
    let digits = line.prefix { $0 != UInt8(ascii: ";") }
    let text = String(decoding: digits, as: UTF8.self).trimmingSpaces
    guard text.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }), text.utf8.count <= 16,
      let size = Int(text, radix: 16), size <= largestChunk
    else { throw damaged }
    return size
  }

  private static let damaged = APIError.invalid("the chunks of the body are damaged")
}
