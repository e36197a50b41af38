internal import Diagnostics

/// Where the anchor and the tag before a node are in the text.
///
/// libyaml gives one mark for both, and says nothing about a lone `!`.
struct YAMLNodeProperties {
  /// The anchor with its `&`.
  private(set) var anchor: SourceRange?

  /// The tag as it is written.
  private(set) var tag: SourceRange?

  /// Reads the properties that start at an offset; there are none where something else starts.
  init(in file: SourceFile, at start: Int) {
    var offset = start
    while let byte = file.byte(at: offset) {
      switch byte {
      case UInt8(ascii: "&") where anchor == nil:
        let end = Self.end(of: offset, in: file, isVerbatim: false)
        anchor = file.range(offset..<end)
        offset = end
      case UInt8(ascii: "!") where tag == nil:
        let isVerbatim = file.byte(at: offset + 1) == UInt8(ascii: "<")
        let end = Self.end(of: offset, in: file, isVerbatim: isVerbatim)
        tag = file.range(offset..<end)
        offset = end
      case UInt8(ascii: "#") where offset > start:
        offset = file.offsets(ofLine: file.line(at: offset)).upperBound
      case let byte where Self.isSpace(byte):
        offset += 1
      default:
        return
      }
    }
  }

  /// Whether the tag is the non-specific `!`.
  var isNonSpecific: Bool { tag?.text == "!" }

  private static func end(of start: Int, in file: SourceFile, isVerbatim: Bool) -> Int {
    var offset = start + 1
    while let byte = file.byte(at: offset), !isSpace(byte) {
      if isVerbatim, byte == UInt8(ascii: ">") { return offset + 1 }
      if !isVerbatim, ",[]{}".utf8.contains(byte) { break }
      offset += 1
    }
    return offset
  }

  private static func isSpace(_ byte: UInt8) -> Bool { " \t\r\n".utf8.contains(byte) }
}
