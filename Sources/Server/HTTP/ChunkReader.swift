/// Takes a body apart that comes in chunks, each with its size before it.
struct ChunkReader {
  private enum Position: Equatable {
    case size, content(left: Int), afterContent, trailers, finished
  }

  /// The most bytes of the line with a chunk's size.
  private static let longestSize = 1 << 10

  /// The most bytes of the lines after the last chunk.
  private static let longestTrailers = 16 << 10

  /// The largest chunk: more than any body may have.
  private static let largestChunk = 1 << 40

  private static let damaged = APIError.invalid("the chunks of the body are damaged")

  private var position = Position.size
  private var line = LineCollector()
  private var trailersLeft = Self.longestTrailers

  /// Whether the last chunk and what follows it were seen.
  var isFinished: Bool { position == .finished }

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
      case .size:
        guard let text = try nextLine(&rest, atMost: Self.longestSize) else { break }
        let size = try Self.size(text)
        position = size == 0 ? .trailers : .content(left: size)
      case .content(let left):
        let taken = rest.prefix(left)
        content += taken
        rest = rest.dropFirst(taken.count)
        position = taken.count == left ? .afterContent : .content(left: left - taken.count)
      case .afterContent:
        guard try nextLine(&rest, atMost: 2) != nil else { break }
        position = .size
      case .trailers:
        let text = try line.next(from: &rest, atMost: trailersLeft, else: .longHeaders)
        guard let text else { break }
        trailersLeft -= text.count + 2
        if text.isEmpty { position = .finished }
      case .finished: break
      }
    }
    return (content, rest)
  }

  private mutating func nextLine(
    _ rest: inout ArraySlice<UInt8>,
    atMost limit: Int
  ) throws(APIError) -> [UInt8]? {
    try line.next(from: &rest, atMost: limit, else: Self.damaged)
  }

  /// The number in hexadecimal digits; what may follow a semicolon means nothing here.
  private static func size(_ line: [UInt8]) throws(APIError) -> Int {
    let digits = line.prefix { $0 != UInt8(ascii: ";") }
    let text = String(decoding: digits, as: UTF8.self).trimmingSpaces
    guard text.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let size = Int(text, radix: 16), size <= largestChunk
    else { throw damaged }
    return size
  }
}
