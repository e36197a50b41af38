import Providers

extension Tokenizer {
  /// The tokens of a prompt as the model sees it: after the end of the document before.
  ///
  /// - Throws: `ProviderError.rejected` for a number without a token.
  func promptTokens(
    of prompt: TokenPrompt,
    number: Int
  ) throws(ProviderError) -> [Int32] {
    switch prompt {
    case .text(let text): return promptTokens(of: text)
    case .tokens(let given):
      let tokens = try checked(given, prompt: number)
      return tokens.first == Vocabulary.end ? tokens : [Vocabulary.end] + tokens
    }
  }

  /// Numbers as tokens.
  ///
  /// - Throws: `ProviderError.rejected` for a number without a token.
  func checked(_ numbers: [Int], prompt: Int) throws(ProviderError) -> [Int32] {
    let range = 0..<vocabulary.count
    if let foreign = numbers.first(where: { !range.contains($0) }) {
      throw .foreignToken(foreign, prompt: prompt, count: range.upperBound)
    }
    return numbers.map(Int32.init)
  }
}
