/// Turns tokens into text, one after another: whether a space is before a word depends on what is before that.
struct TokenReader: Sendable {
  private let vocabulary: Vocabulary
  private(set) var spacing = Spacing()

  /// Whether the last token says that the next one has the other spacing.
  private var isOther = false

  /// A reader at the start of a text.
  init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
  }

  /// The text that a token adds, in UTF-8: with the space before it, and empty for a document's end and for
  /// `Vocabulary.otherSpacing`.
  ///
  /// The token is below the vocabulary's count and not negative.
  mutating func bytes(of token: Int32) -> [UInt8] {
    if token == Vocabulary.otherSpacing {
      isOther = true
      return []
    }
    if token == Vocabulary.end {
      self = TokenReader(vocabulary)
      return []
    }
    let bytes = vocabulary.bytes(of: token)
    let followsSpace: Bool
    if let kind = vocabulary.kind(of: token) {
      // White space is never parted from what is before it.
      followsSpace = kind != .whiteSpace && spacing.expectsSpace(before: kind) != isOther
      spacing.advance(over: kind, followsSpace: followsSpace)
    } else {
      followsSpace = isOther
      spacing.advance(overByte: bytes[0])
    }
    isOther = false
    return followsSpace ? [0x20] + bytes : bytes
  }

  /// The text that some tokens add, in UTF-8.
  mutating func bytes(of tokens: some Sequence<Int32>) -> [UInt8] {
    tokens.reduce(into: []) { $0 += bytes(of: $1) }
  }
}
