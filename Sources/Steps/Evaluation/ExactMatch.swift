/// How a completion is compared with its target.
enum ExactMatch {
  /// What ends a completion: documents are written line by line, so an answer ends with its line.
  static let stopSequences = ["\n"]

  /// The comparison in words; every result carries it.
  static let definition =
    "the completion up to the first line break and the target, white space trimmed at both ends, "
    + "are the same Unicode scalars"

  /// Whether a completion is its target.
  static func holds(_ completion: String, _ target: String) -> Bool {
    let line = completion.unicodeScalars.prefix { $0 != "\n" }
    return trimmed(line).elementsEqual(trimmed(target.unicodeScalars[...]))
  }

  private static func trimmed(
    _ scalars: String.UnicodeScalarView.SubSequence
  ) -> String.UnicodeScalarView.SubSequence {
    let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
    let start = scalars.drop(while: isSpace)
    guard let end = start.lastIndex(where: { !isSpace($0) }) else { return start.prefix(0) }
    return start[...end]
  }
}
