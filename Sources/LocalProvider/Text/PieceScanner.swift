/// Cuts a text into pieces: words, digits and signs with the space before them, runs of line
/// breaks, and single white space.
///
/// A word is a run of letters and apostrophes, at most `longestWord` of them. Ideographs stand
/// alone, since a run of them is a sentence and not a word. The pieces put together are the text.
struct PieceScanner: Sequence, IteratorProtocol {
  /// The most letters in one piece; a longer word goes on in the next.
  static let longestWord = 32

  private let scalars: String.UnicodeScalarView
  private var position: String.Index

  /// The pieces of a text from its start.
  init(_ text: String) {
    scalars = text.unicodeScalars
    position = scalars.startIndex
  }

  /// The UTF-8 bytes of the next piece, or nil at the end of the text.
  mutating func next() -> [UInt8]? {
    guard position < scalars.endIndex else { return nil }
    let start = position
    var current = take()
    if current == " ", let following = peek(), !following.properties.isWhitespace {
      current = take()
    }
    switch Kind(current) {
    case .letter: takeRun(of: .letter, atMost: Self.longestWord - 1)
    case .lineBreak: takeRun(of: .lineBreak, atMost: .max)
    case .other: break
    }
    return Array(String(scalars[start..<position]).utf8)
  }

  private enum Kind {
    case letter, lineBreak, other

    init(_ scalar: Unicode.Scalar) {
      switch scalar {
      case "a"..."z", "A"..."Z", "'": self = .letter
      case "\n": self = .lineBreak
      default:
        let properties = scalar.properties
        let isLetter = !scalar.isASCII && properties.isAlphabetic && !properties.isIdeographic
        self = isLetter ? .letter : .other
      }
    }
  }

  private func peek() -> Unicode.Scalar? {
    position < scalars.endIndex ? scalars[position] : nil
  }

  private mutating func take() -> Unicode.Scalar {
    defer { position = scalars.index(after: position) }
    return scalars[position]
  }

  private mutating func takeRun(of kind: Kind, atMost limit: Int) {
    var taken = 0
    while taken < limit, let scalar = peek(), Kind(scalar) == kind {
      _ = take()
      taken += 1
    }
  }
}
