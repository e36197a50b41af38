extension Metric {
  /// Whether the completion is the target.
  ///
  /// White space before it counts: it is a part of the text whose log-probability is told.
  package static let exactMatch = Metric(
    "exact-match",
    "the completion up to the first line break is the target, to the Unicode scalar; white space after "
      + "it does not count",
    heading: "exact match",
    needs: [.completion],
    .share { completion, target in
      answer(in: completion).elementsEqual(trimmedAtEnd(target.unicodeScalars[...]))
    }
  )

  /// What a completion says: its first line, without the white space after it.
  static func answer(in completion: String) -> String.UnicodeScalarView.SubSequence {
    trimmedAtEnd(completion.unicodeScalars.prefix { $0 != "\n" })
  }

  static func trimmedAtEnd(
    _ scalars: String.UnicodeScalarView.SubSequence
  ) -> String.UnicodeScalarView.SubSequence {
    guard let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else {
      return scalars.prefix(0)
    }
    return scalars[...last]
  }
}
