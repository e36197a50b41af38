/// A word, a digit, a sign or white space, without the space before it.
struct Piece: Hashable, Sendable {
  /// The text in UTF-8, at least one byte.
  var bytes: [UInt8]
  var kind: PieceKind

  /// Whether a space stands before it that is no piece of its own.
  var followsSpace: Bool
}

/// Cuts a text into words, digits, signs, runs of line breaks, and single white space.
///
/// A word has at most `longestWord` letters. A space before anything but white space belongs to the piece after it.
/// The pieces put together, with their spaces, are the text.
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

  /// The next piece, or nil at the end of the text.
  mutating func next() -> Piece? {
    guard position < scalars.endIndex else { return nil }
    var start = position
    var current = take()
    var followsSpace = false
    if current == " ", let following = peek(), !following.properties.isWhitespace {
      followsSpace = true
      start = position
      current = take()
    }
    let kind = PieceKind(current)
    switch (kind, current) {
    case (.word, _): takeRun(atMost: Self.longestWord - 1) { PieceKind($0) == .word }
    case (_, "\n"): takeRun(atMost: .max) { $0 == "\n" }
    default: break
    }
    let bytes = Array(String(scalars[start..<position]).utf8)
    return Piece(bytes: bytes, kind: kind, followsSpace: followsSpace)
  }

  private func peek() -> Unicode.Scalar? {
    position < scalars.endIndex ? scalars[position] : nil
  }

  private mutating func take() -> Unicode.Scalar {
    defer { position = scalars.index(after: position) }
    return scalars[position]
  }

  private mutating func takeRun(atMost limit: Int, while isPart: (Unicode.Scalar) -> Bool) {
    var taken = 0
    while taken < limit, let scalar = peek(), isPart(scalar) {
      _ = take()
      taken += 1
    }
  }
}
