/// Collects the lines of a request's head as they arrive.
struct HeadReader {
  /// The most bytes of the first line.
  static let longestLine = 16 << 10

  /// The most bytes of the lines after the first.
  static let longestHeaders = 16 << 10

  private var line = LineCollector()
  private var lines: [[UInt8]] = []
  private var headersLeft = Self.longestHeaders

  /// Takes further bytes.
  ///
  /// - Returns: The lines before the empty one, and the bytes after it; nil where more are needed.
  /// - Throws: `APIError` as soon as a limit is passed or a line ends wrongly.
  mutating func feed(
    _ part: [UInt8]
  ) throws(APIError) -> (lines: [[UInt8]], rest: ArraySlice<UInt8>)? {
    var rest = part[...]
    while let line = try nextLine(&rest) {
      if !line.isEmpty {
        if !lines.isEmpty { headersLeft -= line.count + 2 }
        lines.append(line)
      } else if !lines.isEmpty {
        return (lines, rest)
      }
      // Clients of old send an empty line after a body, and it belongs to nothing.
    }
    return nil
  }

  private mutating func nextLine(_ rest: inout ArraySlice<UInt8>) throws(APIError) -> [UInt8]? {
    try lines.isEmpty
      ? line.next(from: &rest, atMost: Self.longestLine, else: .longRequestLine)
      : line.next(from: &rest, atMost: headersLeft, else: .longHeaders)
  }
}
