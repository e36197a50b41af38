/// What a piece of a text is.
enum PieceKind: Hashable, Sendable {
  /// A run of letters and apostrophes.
  case word

  /// One decimal digit.
  case digit

  /// A run of line breaks, or one other white space.
  case whiteSpace

  /// One scalar of any other kind; an ideograph too, since a run of them is a sentence and not a word.
  case sign

  /// The kind of the piece that begins with a scalar.
  init(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "a"..."z", "A"..."Z", "'": self = .word
    case "0"..."9": self = .digit
    case " ", "\n", "\t", "\r": self = .whiteSpace
    default:
      let properties = scalar.properties
      if properties.isWhitespace {
        self = .whiteSpace
      } else if scalar.isASCII {
        self = .sign
      } else if properties.numericType == .decimal {
        self = .digit
      } else {
        self = properties.isAlphabetic && !properties.isIdeographic ? .word : .sign
      }
    }
  }
}
