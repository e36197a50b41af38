internal import Diagnostics

extension SourceRange {
  /// The part of the range on its first line.
  var firstLine: SourceRange {
    let end = file.offsets(ofLine: start.line).upperBound
    return SourceRange(file: file, lower: lower, upper: min(upper, max(lower, end)))
  }
}
