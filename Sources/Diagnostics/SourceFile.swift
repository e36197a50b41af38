#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// A text with the name it is shown by; the only place that turns offsets into lines and columns.
///
/// A class, so that every range holds one pointer. It never changes and compares by its content.
package final class SourceFile: Sendable {
  /// The name as messages show it.
  package let name: String

  /// The whole text, without a byte order mark where it was read from a file.
  package let text: String

  /// UTF-8 offsets at which the lines start; never empty.
  private let lineStarts: [Int]

  /// How many scalars start before each multiple of `stride` bytes; empty where the text is ASCII.
  private let scalarCounts: [Int]

  private static let stride = 256

  /// Makes a source from text in memory.
  package init(name: String, text: String) {
    var text = text
    text.makeContiguousUTF8()
    self.name = name
    self.text = text
    lineStarts = text.withUTF8 { unsafe Self.lineStarts(in: $0) }
    scalarCounts = text.withUTF8 { unsafe Self.scalarCounts(in: $0) }
  }

  /// The length of the text in UTF-8 bytes.
  package var utf8Count: Int { text.utf8.count }

  /// The number of lines; one more than there are line breaks.
  package var lineCount: Int { lineStarts.count }

  private static func lineStarts(in bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
    var starts = [0]
    starts.reserveCapacity(bytes.count / 32)
    var feed = unsafe offset(of: lineFeed, in: bytes, from: 0)
    var carriageReturn = unsafe offset(of: carriageReturn, in: bytes, from: 0)
    while min(feed, carriageReturn) < bytes.count {
      // A line feed after a carriage return belongs to the same line break.
      let next = carriageReturn + 1 == feed ? feed + 1 : min(feed, carriageReturn) + 1
      starts.append(next)
      if feed < next { feed = unsafe offset(of: lineFeed, in: bytes, from: next) }
      if carriageReturn < next {
        carriageReturn = unsafe offset(of: Self.carriageReturn, in: bytes, from: next)
      }
    }
    return starts
  }

  private static func scalarCounts(in bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
    // Most manifests are ASCII, which looking at all bytes at once tells soonest.
    guard unsafe bytes.reduce(0, |) >= 0x80 else { return [] }
    var counts: [Int] = []
    var scalars = 0
    for (offset, byte) in unsafe bytes.enumerated() {
      if offset % stride == 0 { counts.append(scalars) }
      if !isContinuation(byte) { scalars += 1 }
    }
    return counts
  }

  /// Where a byte comes next, or the number of bytes; the C library looks at many of them at once.
  private static func offset(
    of byte: UInt8,
    in bytes: UnsafeBufferPointer<UInt8>,
    from start: Int
  ) -> Int {
    guard start < bytes.count, let base = bytes.baseAddress else { return bytes.count }
    let found = unsafe memchr(base + start, Int32(byte), bytes.count - start)
    return unsafe found.map { unsafe UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? bytes.count
  }
}

extension SourceFile {
  /// Whether a byte occurs in the text.
  package func contains(_ byte: UInt8) -> Bool {
    var text = text
    return text.withUTF8 { unsafe Self.offset(of: byte, in: $0, from: 0) } < utf8Count
  }

  /// The byte at a UTF-8 offset; nil outside the text.
  package func byte(at offset: Int) -> UInt8? {
    guard offset >= 0, offset < utf8Count else { return nil }
    return text.utf8[index(at: offset)]
  }

  /// The text between two UTF-8 offsets, clipped and widened to whole scalars.
  package func slice(_ offsets: Range<Int>) -> Substring {
    text[index(at: scalarStart(offsets.lowerBound))..<index(at: scalarStart(offsets.upperBound))]
  }

  /// A range of this text; offsets outside the text are clipped.
  package func range(_ offsets: Range<Int>) -> SourceRange {
    SourceRange(file: self, lower: offsets.lowerBound, upper: offsets.upperBound)
  }

  /// The line, from 1, that holds a UTF-8 offset; a line break belongs to the line it ends.
  package func line(at offset: Int) -> Int {
    // The number of starts that are not after the offset.
    partition(lineStarts) { $0 <= offset }
  }

  /// The UTF-8 offsets of a line, from 1, without its line break; empty for a line there is not.
  package func offsets(ofLine line: Int) -> Range<Int> {
    guard line >= 1, line <= lineCount else { return utf8Count..<utf8Count }
    let lower = lineStarts[line - 1]
    guard line < lineCount else { return lower..<utf8Count }
    var upper = lineStarts[line] - 1
    if upper > lower, byte(at: upper) == Self.lineFeed,
      byte(at: upper - 1) == Self.carriageReturn
    {
      upper -= 1
    }
    return lower..<upper
  }

  /// The line and column of a UTF-8 offset, which is clipped to the text.
  package func position(at offset: Int) -> SourcePosition {
    let offset = scalarStart(offset)
    let line = line(at: offset)
    let column = scalarIndex(at: offset) - scalarIndex(at: lineStarts[line - 1]) + 1
    return SourcePosition(line: line, column: column)
  }

  /// The UTF-8 offset of a line and column, clipped to the line and to the text.
  package func offset(at position: SourcePosition) -> Int {
    guard position.line >= 1 else { return 0 }
    guard position.line <= lineCount else { return utf8Count }
    let line = offsets(ofLine: position.line)
    let scalar = scalarIndex(at: line.lowerBound) + max(0, min(position.column, utf8Count + 1) - 1)
    return min(offset(ofScalar: scalar), line.upperBound)
  }

  /// The UTF-8 offset of a scalar counted from 0 at the start of the text, clipped to the text.
  package func offset(ofScalar scalar: Int) -> Int {
    guard scalar > 0 else { return 0 }
    guard !scalarCounts.isEmpty else { return min(scalar, utf8Count) }
    let block = max(0, partition(scalarCounts) { $0 <= scalar } - 1)
    var count = scalarCounts[block]
    var offset = block * Self.stride
    for byte in text.utf8[index(at: offset)...] {
      if !Self.isContinuation(byte) {
        if count == scalar { return offset }
        count += 1
      }
      offset += 1
    }
    return offset
  }

  /// The number of scalars before a UTF-8 offset that lies in the text.
  private func scalarIndex(at offset: Int) -> Int {
    guard !scalarCounts.isEmpty else { return offset }
    let block = min(offset / Self.stride, scalarCounts.count - 1)
    let start = index(at: block * Self.stride)
    return text.utf8[start..<index(at: offset)].reduce(scalarCounts[block]) {
      Self.isContinuation($1) ? $0 : $0 + 1
    }
  }

  /// The offset itself, or the start of the scalar that it points into; clipped to the text.
  func scalarStart(_ offset: Int) -> Int {
    var offset = max(0, min(offset, utf8Count))
    guard !scalarCounts.isEmpty else { return offset }
    while let byte = byte(at: offset), Self.isContinuation(byte) { offset -= 1 }
    return offset
  }

  private func index(at offset: Int) -> String.Index {
    text.utf8.index(text.startIndex, offsetBy: offset)
  }

  /// The length of the prefix of a sorted array whose elements satisfy a condition.
  private func partition(_ sorted: [Int], by belongs: (Int) -> Bool) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if belongs(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}

extension SourceFile: Hashable {
  /// Whether name and text are the same, byte by byte.
  package static func == (left: SourceFile, right: SourceFile) -> Bool {
    // Strings of different bytes may be equal, but their offsets are not.
    left === right
      || (left.name == right.name && left.utf8Count == right.utf8Count
        && left.text.utf8.elementsEqual(right.text.utf8))
  }

  /// Feeds the name and the length of the text, which tell files apart well enough.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(utf8Count)
  }
}
