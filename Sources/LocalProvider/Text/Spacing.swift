/// Where the spaces of a text are expected, so that only the unexpected ones need a token.
///
/// A word has the same token whether it follows a space, a quotation mark or a line break. A space is expected
/// between two words, and between a word and a sign that stands next to the word before it (`Yes, no`, `A: no`). A
/// sign that stands apart from what is before it is next to the word after it (`say "no"`, `(no)`). Where a text
/// does otherwise, the token `Vocabulary.otherSpacing` says so.
struct Spacing: Hashable, Sendable {
  private enum End {
    /// The start of a text, white space, or a sign that is next to what comes.
    case open
    case digit

    /// Anything else.
    case closed
  }

  private var end = End.open

  /// Whether a space is expected before a piece that has a token of its own.
  func expectsSpace(before kind: PieceKind) -> Bool {
    switch kind {
    case .word: end != .open
    case .digit: end == .closed
    case .sign, .whiteSpace: false
    }
  }

  /// Goes on to after a piece.
  mutating func advance(over kind: PieceKind, followsSpace: Bool) {
    switch kind {
    case .word: end = .closed
    case .digit: end = .digit
    case .whiteSpace: end = .open
    case .sign: end = followsSpace || end == .open ? .open : .closed
    }
  }

  /// Goes on to after a byte of a piece that is spelled, before which no space is expected.
  mutating func advance(overByte byte: UInt8) {
    let isWhiteSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
    end = isWhiteSpace ? .open : .closed
  }
}
