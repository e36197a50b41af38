internal import Diagnostics

extension SourceFile {
  /// The offsets of all characters at which YAML 1.1 ends a line and YAML 1.2 does not: U+0085, U+2028
  /// and U+2029.
  var foreignLineBreaks: [Range<Int>] {
    // Most manifests are ASCII.
    guard !isASCII else { return [] }
    var found: [Range<Int>] = []
    var offset = 0
    for scalar in text.unicodeScalars {
      let next = offset + scalar.utf8.count
      if ["\u{85}", "\u{2028}", "\u{2029}"].contains(scalar) { found.append(offset..<next) }
      offset = next
    }
    return found
  }
}
