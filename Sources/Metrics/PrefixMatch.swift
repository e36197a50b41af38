extension Metric {
  /// Whether the completion begins with the target, whatever the case of their letters.
  ///
  /// White space is left out at both ends of the completion's first line and of the target, as the authors of the
  /// first experiment do it. What follows the target in that line is free, even the rest of a word: `120` begins with
  /// `12`. So whatever is an exact match is a prefix match too. Every completion begins with an empty
  /// target; pairs have none, since an empty answer is refused where they are read.
  package static let prefixMatch = Metric(
    "prefix-match",
    "the completion up to the first line break begins with the target, white space trimmed at both "
      + "ends of either, whatever the case of letters",
    heading: "prefix match",
    needs: [.completion],
    .share { completion, target in
      folded(answer(in: completion)).starts(with: folded(Substring(target).unicodeScalars))
    }
  )

  /// The scalars without regard to case: two texts have the same ones where Unicode's full case folding
  /// (CaseFolding.txt, statuses C and F) gives the same, in no language's own way.
  private static func folded(_ scalars: Substring.UnicodeScalarView) -> [Unicode.Scalar] {
    let text = trimmedAtEnd(scalars.drop { $0.properties.isWhitespace })
    return text.flatMap { scalar -> [Unicode.Scalar] in
      // A dotless i is its own folding, though its capital is that of i.
      guard scalar != "ı" else { return [scalar] }
      // Small, since the capital sharp s is its own capital; capital, since a sharp s has two; small.
      return scalar.properties.lowercaseMapping.unicodeScalars
        .flatMap { $0.properties.uppercaseMapping.unicodeScalars }
        .flatMap { $0.properties.lowercaseMapping.unicodeScalars }
    }
  }
}
