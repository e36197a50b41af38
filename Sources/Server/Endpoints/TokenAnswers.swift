import Providers

/// What a provider says after prompts.
struct TokenAnswers: Sendable {
  /// A part of the answers.
  enum Piece: Sendable {
    /// Further text of the answer of an index.
    case text(Int, String)

    /// All answers, at the end.
    case whole([TokenCompletion])
  }

  let provider: any Provider
  let model: ModelReference

  /// Each prompt as often as it is to be answered.
  let prompts: [String]
  let request: TokenRequest

  /// The answers, in the order of the prompts.
  ///
  /// - Throws: `APIError` where the provider refuses.
  func all(
    onText: (@Sendable (Int, String) -> Void)? = nil
  ) async throws(APIError) -> [TokenCompletion] {
    guard let tokens = provider.tokens else {
      throw .invalid("the models of this provider cannot be asked here", param: "model")
    }
    do throws(ProviderError) {
      return try await tokens.tokenCompletions(
        of: prompts,
        by: model,
        asking: request,
        onText: onText
      )
    } catch {
      throw .provider(error)
    }
  }

  /// Calls a function with each piece of the answers as it is made.
  ///
  /// Probabilities are told of whole answers, so that where they are asked for there is one piece.
  ///
  /// - Throws: `APIError` where the provider refuses; what `take` throws, which ends the work.
  func forEachPiece(_ take: (Piece) async throws -> Void) async throws {
    let (pieces, sender) = AsyncThrowingStream.makeStream(of: Piece.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          let answers =
            try await request.scores
            ? all() : all { sender.yield(.text($0, $1)) }
          sender.yield(.whole(answers))
          sender.finish()
        } catch {
          sender.finish(throwing: error)
        }
      }
      for try await piece in pieces { try await take(piece) }
    }
  }

  /// The tokens of a request and its answers: of a prompt that is answered several times once.
  func usage(_ answers: [TokenCompletion], choices: Int) -> JSON {
    let prompt = stride(from: 0, to: answers.count, by: choices)
      .reduce(0) { $0 + answers[$1].promptTokens.count }
    let completion = answers.reduce(0) { $0 + $1.tokens.count }
    return [
      "prompt_tokens": .integer(prompt), "completion_tokens": .integer(completion),
      "total_tokens": .integer(prompt + completion),
    ]
  }
}

/// Sends the parts of a stream, each as an event.
struct ChunkSender {
  /// What every part begins with.
  let head: JSON
  let tellsUsage: Bool
  let send: Answer.Send

  /// Sends choices, or a part of them.
  func send(_ choices: [JSON], usage: JSON = .null) async throws {
    var chunk = head.adding("choices", .array(choices))
    if tellsUsage { chunk = chunk.adding("usage", usage) }
    try await send(StreamedEvent.data(chunk))
  }

  /// Sends the end: how many tokens there were, where that is asked for.
  func sendEnd(usage: JSON) async throws {
    if tellsUsage { try await send([], usage: usage) }
    try await send(StreamedEvent.done)
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
