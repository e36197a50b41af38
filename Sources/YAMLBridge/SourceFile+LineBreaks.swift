internal import Diagnostics

extension SourceFile {
  /// The offsets of all characters at which YAML 1.1 ends a line and YAML 1.2 does not: U+0085, U+2028
  /// and U+2029.
  var foreignLineBreaks: [Range<Int>] {
    // Most manifests have neither of the bytes that these characters begin with.
    guard contains(0xC2) || contains(0xE2) else { return [] }
    var found: [Range<Int>] = []
    var last: (UInt8, UInt8) = (0, 0)
    for (offset, byte) in text.utf8.enumerated() {
      switch (last.0, last.1, byte) {
      case (_, 0xC2, 0x85): found.append(offset - 1..<offset + 1)
      case (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9): found.append(offset - 2..<offset + 1)
      default: break
      }
      last = (last.1, byte)
    }
    return found
  }
}
