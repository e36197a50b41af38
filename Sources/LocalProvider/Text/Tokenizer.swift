/// Turns texts into tokens and tokens into texts.
///
/// A prompt and its completion are always turned apart: the model continues the prompt's tokens,
/// so a piece never reaches across the boundary, neither in training nor when it is asked. A
/// prompt that ends with a space therefore gives that space a token of its own.
struct Tokenizer: Equatable, Sendable {
  /// The tokens that there are.
  let vocabulary: Vocabulary

  /// The tokens of a text: pieces that the vocabulary has, and bytes for the others.
  func tokens(of text: String) -> [Int32] {
    var result: [Int32] = []
    for piece in PieceScanner(text) {
      if let token = vocabulary.token(of: piece) {
        result.append(token)
      } else {
        result.append(contentsOf: piece.map { Vocabulary.firstByte + Int32($0) })
      }
    }
    return result
  }

  /// The text of some tokens; bytes that form no UTF-8 become replacement characters.
  func text(of tokens: some Sequence<Int32>) -> String {
    String(decoding: tokens.flatMap { vocabulary.bytes(of: $0) }, as: UTF8.self)
  }

  /// The tokens of a prompt as the model sees it: after the end of the document before.
  func promptTokens(of prompt: String) -> [Int32] {
    [Vocabulary.end] + tokens(of: prompt)
  }

  /// The tokens of a whole document and how many of them are given, not predicted.
  func document(prompt: String, completion: String) -> (tokens: [Int32], promptCount: Int) {
    let given = promptTokens(of: prompt)
    return (given + tokens(of: completion) + [Vocabulary.end], given.count)
  }
}
