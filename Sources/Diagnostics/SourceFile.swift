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

  /// UTF-8 offsets at which the scalars start; empty where the text is ASCII, whose offsets count them.
  private let scalarStarts: [Int32]

  /// Makes a source from text in memory.
  package init(name: String, text: String) {
    var text = text
    text.makeContiguousUTF8()
    self.name = name
    self.text = text
    // An array is gone through several times as fast as the text itself.
    let bytes = Array(text.utf8)
    var lineStarts = [0]
    var last: UInt8?
    for (offset, byte) in bytes.enumerated() {
      // A line feed after a carriage return belongs to the same line break.
      if byte == Self.lineFeed, last == Self.carriageReturn { lineStarts.removeLast() }
      if byte == Self.lineFeed || byte == Self.carriageReturn { lineStarts.append(offset + 1) }
      last = byte
    }
    self.lineStarts = lineStarts
    scalarStarts =
      bytes.allSatisfy(UTF8.isASCII)
      ? []
      : bytes.enumerated().lazy.filter { !UTF8.isContinuation($0.element) }
        .map { Int32($0.offset) }
  }

  /// Whether each scalar of the text is one byte.
  package var isASCII: Bool { scalarStarts.isEmpty }

  /// The length of the text in UTF-8 bytes.
  package var utf8Count: Int { text.utf8.count }

  /// The number of lines; one more than there are line breaks.
  package var lineCount: Int { lineStarts.count }
}

extension SourceFile {
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

  /// The UTF-8 offset of a scalar counted from 0 at the start of the text, clipped to the text.
  package func offset(ofScalar scalar: Int) -> Int {
    guard scalar > 0 else { return 0 }
    guard !scalarStarts.isEmpty else { return min(scalar, utf8Count) }
    return scalar < scalarStarts.count ? Int(scalarStarts[scalar]) : utf8Count
  }

  /// The number of scalars before a UTF-8 offset that lies in the text.
  package func scalarIndex(at offset: Int) -> Int {
    scalarStarts.isEmpty ? offset : partition(scalarStarts) { $0 < offset }
  }

  /// The offset itself, or the start of the scalar that it points into; clipped to the text.
  func scalarStart(_ offset: Int) -> Int {
    var offset = max(0, min(offset, utf8Count))
    guard !scalarStarts.isEmpty else { return offset }
    while let byte = byte(at: offset), UTF8.isContinuation(byte) { offset -= 1 }
    return offset
  }

  private func index(at offset: Int) -> String.Index {
    text.utf8.index(text.startIndex, offsetBy: offset)
  }

  /// The length of the prefix of a sorted array whose elements satisfy a condition.
  private func partition<Element>(_ sorted: [Element], by belongs: (Element) -> Bool) -> Int {
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
