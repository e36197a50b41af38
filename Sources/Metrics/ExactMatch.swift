extension Metric {
  /// Whether the completion is the target.
  package static let exactMatch = Metric(
    "exact-match",
    "the completion up to the first line break and the target, white space trimmed at both ends, "
      + "are the same Unicode scalars",
    heading: "exact match",
    needs: [.completion],
    .share { completion, target in
      answer(in: completion).elementsEqual(trimmed(target.unicodeScalars[...]))
    }
  )

  /// What a completion says: its first line, white space trimmed at both ends.
  static func answer(in completion: String) -> String.UnicodeScalarView.SubSequence {
    trimmed(completion.unicodeScalars.prefix { $0 != "\n" })
  }

  static func trimmed(
    _ scalars: String.UnicodeScalarView.SubSequence
  ) -> String.UnicodeScalarView.SubSequence {
    let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
    let start = scalars.drop(while: isSpace)
    guard let end = start.lastIndex(where: { !isSpace($0) }) else { return start.prefix(0) }
    return start[...end]
  }
}
