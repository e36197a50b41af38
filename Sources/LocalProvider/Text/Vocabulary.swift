/// The tokens that a model knows: the end of a document, every byte, a mark for unexpected spacing, and the pieces
/// of its training file.
///
/// Token 0 is the end, which has no text. Tokens 1 to 256 are the bytes, 257 is the mark. The pieces follow in the
/// order in which they first appear in the training file.
struct Vocabulary: Equatable, Sendable {
  /// The token at the start and at the end of each document.
  static let end: Int32 = 0

  /// The token of byte 0; that of byte n is n more.
  static let firstByte: Int32 = 1

  /// The token before one that has a space where none is expected, or none where one is.
  static let otherSpacing: Int32 = 257

  /// The token of the first piece.
  static let firstPiece: Int32 = 258

  /// The most tokens of a model: where a training file has more pieces, the rarest are spelled.
  static let largestCount = 65_536

  /// The UTF-8 text of each piece; none is empty, none appears twice.
  let pieces: [[UInt8]]

  private let kinds: [PieceKind]

  private let tokens: [[UInt8]: Int32]

  /// All tokens.
  var count: Int { Int(Self.firstPiece) + pieces.count }

  /// A vocabulary of pieces of which none is empty or twice and which are not too many.
  init(distinct pieces: [[UInt8]]) {
    self.pieces = pieces
    kinds = Self.kinds(of: pieces)
    tokens = Dictionary(
      uniqueKeysWithValues: pieces.enumerated().map { ($1, Self.firstPiece + Int32($0)) }
    )
  }

  /// A vocabulary of the given pieces, or nil where one is empty or twice, or they are too many.
  init?(pieces: [[UInt8]]) {
    guard pieces.count <= Self.largestCount - Int(Self.firstPiece) else { return nil }
    var tokens: [[UInt8]: Int32] = [:]
    tokens.reserveCapacity(pieces.count)
    for (index, piece) in pieces.enumerated() {
      let token = Self.firstPiece + Int32(index)
      guard !piece.isEmpty, tokens.updateValue(token, forKey: piece) == nil else { return nil }
    }
    self.pieces = pieces
    kinds = Self.kinds(of: pieces)
    self.tokens = tokens
  }

  private static func kinds(of pieces: [[UInt8]]) -> [PieceKind] {
    pieces.map { PieceKind(String(decoding: $0, as: UTF8.self).unicodeScalars.first ?? "\0") }
  }

  /// The token of a piece, or nil if it must be spelled in bytes.
  func token(of piece: [UInt8]) -> Int32? {
    tokens[piece]
  }

  /// The text of a token without any space before it; empty for the end of a document and the mark.
  ///
  /// The token is below `count` and not negative.
  func bytes(of token: Int32) -> [UInt8] {
    if token >= Self.firstPiece { return pieces[Int(token - Self.firstPiece)] }
    return token == Self.end || token == Self.otherSpacing ? [] : [UInt8(token - Self.firstByte)]
  }

  /// What a token's piece is, or nil for one that is no piece.
  func kind(of token: Int32) -> PieceKind? {
    token < Self.firstPiece ? nil : kinds[Int(token - Self.firstPiece)]
  }
}
