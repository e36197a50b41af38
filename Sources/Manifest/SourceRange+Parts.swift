package import Diagnostics

extension SourceRange {
  /// The part of the range on its first line.
  var firstLine: SourceRange {
    let end = file.offsets(ofLine: start.line).upperBound
    return SourceRange(file: file, lower: lower, upper: min(upper, max(lower, end)))
  }

  /// The range of a part of a text that this range holds, with or without quotes around it.
  ///
  /// - Parameters:
  ///   - offsets: UTF-8 offsets in the text.
  ///   - value: The text.
  /// - Returns: The part, or the whole range where the text is not written out in it.
  package func part(_ offsets: Range<Int>, of value: String) -> SourceRange {
    let written = text
    let isQuoted = written.utf8.count == value.utf8.count + 2
    guard written == value || (isQuoted && written.dropFirst().dropLast() == value) else {
      return self
    }
    let start = lower + (isQuoted ? 1 : 0)
    return file.range(start + offsets.lowerBound..<start + offsets.upperBound)
  }
}
