/// Turns texts into tokens and tokens into texts.
///
/// A prompt and its completion are always turned apart: the model continues the prompt's tokens,
/// so a piece never reaches across the boundary, neither in training nor when it is asked. A
/// prompt that ends with a space therefore gives that space a token of its own. Whether the completion's first
/// space is expected depends on how the prompt ends.
struct Tokenizer: Equatable, Sendable {
  /// The tokens that there are.
  let vocabulary: Vocabulary

  /// The tokens of a text after others: pieces that the vocabulary has, bytes for the others, and
  /// `Vocabulary.otherSpacing` before what does not have the expected space.
  func tokens(of text: String, after before: some Sequence<Int32> = []) -> [Int32] {
    var reader = TokenReader(vocabulary)
    _ = reader.bytes(of: before)
    var spacing = reader.spacing
    var result: [Int32] = []
    for piece in PieceScanner(text) {
      let token = vocabulary.token(of: piece.bytes)
      let expectsSpace = token != nil && spacing.expectsSpace(before: piece.kind)
      if expectsSpace != piece.followsSpace { result.append(Vocabulary.otherSpacing) }
      if let token {
        result.append(token)
        spacing.advance(over: piece.kind, followsSpace: piece.followsSpace)
      } else {
        result.append(contentsOf: piece.bytes.map { Vocabulary.firstByte + Int32($0) })
        for byte in piece.bytes { spacing.advance(overByte: byte) }
      }
    }
    return result
  }

  /// The text of some tokens; bytes that form no UTF-8 become replacement characters.
  func text(of tokens: some Sequence<Int32>) -> String {
    var reader = TokenReader(vocabulary)
    return String(decoding: reader.bytes(of: tokens), as: UTF8.self)
  }

  /// The tokens of a prompt as the model sees it: after the end of the document before.
  func promptTokens(of prompt: String) -> [Int32] {
    [Vocabulary.end] + tokens(of: prompt)
  }

  /// The tokens of a whole document and how many of them are given, not predicted.
  func document(prompt: String, completion: String) -> (tokens: [Int32], promptCount: Int) {
    let given = promptTokens(of: prompt)
    return (given + tokens(of: completion, after: given) + [Vocabulary.end], given.count)
  }

  /// The tokens of a whole document, the two ends included, where the vocabulary has all of its pieces.
  static func leastTokens(ofDocument prompt: String, _ completion: String) -> Int {
    var spacing = Spacing()
    var count = 2
    for piece in [prompt, completion].lazy.flatMap(PieceScanner.init) {
      count += spacing.expectsSpace(before: piece.kind) == piece.followsSpace ? 1 : 2
      spacing.advance(over: piece.kind, followsSpace: piece.followsSpace)
    }
    return count
  }
}
