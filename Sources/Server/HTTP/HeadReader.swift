/// Collects the bytes of a request's head as they arrive, and looks at each of them once.
struct HeadReader {
  /// The most bytes of the first line.
  static let longestLine = 16 << 10

  /// The most bytes of the lines after the first.
  static let longestHeaders = 16 << 10

  private var bytes: [UInt8] = []

  /// Where the line begins that is being read.
  private var lineStart = 0

  /// Where the first header begins; nil while the first line is read.
  private var headersStart: Int?

  /// Whether nothing of a request has arrived.
  var isEmpty: Bool { bytes.isEmpty }

  /// Takes further bytes.
  ///
  /// - Returns: The lines before the empty one, and the bytes after it; nil where more are needed.
  /// - Throws: `APIError` as soon as a limit is passed or a line ends wrongly.
  mutating func feed(
    _ part: [UInt8]
  ) throws(APIError) -> (head: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
    for (index, byte) in part.enumerated() {
      // Clients of old send an empty line after a body, and it belongs to nothing.
      if bytes.isEmpty || bytes == [0x0D], byte == 0x0D || byte == 0x0A {
        bytes = bytes.isEmpty && byte == 0x0D ? [byte] : []
        continue
      }
      bytes.append(byte)
      if let headersStart {
        guard bytes.count - headersStart <= Self.longestHeaders else { throw .longHeaders }
      } else if bytes.count > Self.longestLine {
        throw .longRequestLine
      }
      guard byte == 0x0A else { continue }
      guard bytes.count >= 2, bytes[bytes.count - 2] == 0x0D else {
        throw .invalid("lines of a request must end with carriage return and line feed")
      }
      if bytes.count - lineStart == 2, headersStart != nil {
        return (bytes[..<max(0, lineStart - 2)], part[(index + 1)...])
      }
      lineStart = bytes.count
      if headersStart == nil { headersStart = lineStart }
    }
    return nil
  }
}
