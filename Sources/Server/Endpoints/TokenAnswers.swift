import Providers

/// What a provider says after prompts, with tokens where it tells them.
enum TokenAnswers {
  /// Asks a provider.
  ///
  /// - Throws: `APIError` where it refuses, or tells no tokens and is asked for them.
  static func ask(
    _ provider: any Provider,
    _ prompts: [String],
    _ model: ModelReference,
    _ request: TokenRequest
  ) async throws(APIError) -> [TokenCompletion] {
    do throws(ProviderError) {
      if let tokens = provider.tokens {
        return try await tokens.tokenCompletions(
          of: prompts,
          by: model,
          asking: request,
          onText: nil
        )
      }
      guard !request.scores else {
        throw .unsupported("this provider tells no log-probabilities of single tokens")
      }
      return try await provider.completions.completions(
        of: prompts,
        by: model,
        decoding: request.decoding
      ).map { TokenCompletion(promptTokens: [], tokens: [], completion: $0) }
    } catch {
      throw .provider(error)
    }
  }

  /// The tokens of a request and its answer.
  static func usage(_ answers: [TokenCompletion]) -> JSON {
    let prompt = answers.reduce(0) { $0 + $1.promptTokens.count }
    let completion = answers.reduce(0) { $0 + $1.tokens.count }
    return [
      "prompt_tokens": .integer(prompt), "completion_tokens": .integer(completion),
      "total_tokens": .integer(prompt + completion),
    ]
  }
}

/// The names of tokens in answers.
enum TokenText {
  /// The text of a token, or `bytes:\xe2\x80` where it is a part of a character.
  static func name(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return "bytes:" + bytes.map { "\\x\(hexadecimal([$0]))" }.joined()
  }
}

/// Where the tokens of a text stand in it, counted in Unicode scalars.
struct TextPlace {
  private var scalars: Int

  /// The place after a text.
  init(after text: String) { scalars = text.unicodeScalars.count }

  /// The place of the next token; a part of a character has the place of its character.
  mutating func offset(of bytes: [UInt8]) -> Int {
    func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
    let startsInside = bytes.first.map(isContinuation) ?? false
    defer { scalars += bytes.count { !isContinuation($0) } }
    return startsInside ? max(0, scalars - 1) : scalars
  }
}
