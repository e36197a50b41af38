import Providers
import System

/// What a request asks a model.
struct Question: Sendable {
  /// The model's name.
  var model: String
  var prompts: [TokenPrompt]

  /// How often each prompt is answered, and how.
  var sampling: SamplingFields

  /// The most tokens of an answer.
  var maximumTokens: Int

  /// The likeliest tokens to tell beside each token; nil where no probabilities are asked for.
  var alternatives: Int?

  /// The prompt of the answer of an index.
  func prompt(_ index: Int) -> TokenPrompt { prompts[index / sampling.choices] }
}

/// How an endpoint writes the answers to a question.
protocol ChoiceForm: Sendable {
  /// A whole choice.
  func choice(_ answer: TokenCompletion, index: Int) -> JSON

  /// The parts of a stream for further text of a choice.
  func parts(_ text: String, index: Int, isFirst: Bool) -> [JSON]

  /// The parts of a stream at a choice's end; they are the first where no text was sent before.
  func lastParts(_ answer: TokenCompletion, index: Int, isFirst: Bool) -> [JSON]
}

/// The answers of a provider's model to a question.
struct TokenAnswers: Sendable {
  /// A part of the answers.
  private enum Piece: Sendable {
    /// Further text of the answer of an index.
    case text(Int, String)

    /// All answers, at the end.
    case whole([TokenCompletion])
  }

  private let question: Question
  private let model: ServedModel

  private var sampling: SamplingFields { question.sampling }

  /// The answers to a question to one of some models.
  ///
  /// - Throws: `APIError` where there is no such model, or it was never tuned.
  init(_ question: Question, _ models: ModelEndpoints) throws(APIError) {
    self.question = question
    model = try models.asked(question.model)
  }

  /// Answers with the choices and what they took, or with parts of them as they are made.
  ///
  /// - Parameters:
  ///   - object: The API's name of an answer, or of a part of one.
  ///   - idPrefix: What the answer's id begins with.
  ///   - form: How choices are written.
  /// - Returns: The answer, or the stream of its parts.
  /// - Throws: `APIError` where the provider refuses.
  func answer(
    _ object: String,
    idPrefix: String,
    _ form: some ChoiceForm
  ) async throws(APIError) -> Answer {
    let head: JSON = [
      "id": .string(Identifier.make(idPrefix)), "object": .string(object),
      "created": .integer(Store.now), "model": .string(question.model),
    ]
    guard !sampling.streams else {
      return .events { send in try await stream(head, form, send) }
    }
    let answers = try await all()
    let choices = answers.enumerated().map { form.choice($1, index: $0) }
    return .json(head.adding("choices", .array(choices)).adding("usage", usage(answers)))
  }

  private func stream(
    _ head: JSON,
    _ form: some ChoiceForm,
    _ send: Answer.Send
  ) async throws {
    func sendPart(_ choices: [JSON], usage: JSON = .null) async throws {
      let part = head.adding("choices", .array(choices))
      try await send(
        ServerSentEvent.data(sampling.streamsUsage ? part.adding("usage", usage) : part)
      )
    }
    var begun: Set<Int> = []
    try await forEachPiece { piece in
      switch piece {
      case .text(let index, let text):
        let isFirst = begun.insert(index).inserted
        for part in form.parts(text, index: index, isFirst: isFirst) { try await sendPart([part]) }
      case .whole(let answers):
        for (index, answer) in answers.enumerated() {
          let parts = form.lastParts(answer, index: index, isFirst: !begun.contains(index))
          for part in parts { try await sendPart([part]) }
        }
        if sampling.streamsUsage { try await sendPart([], usage: usage(answers)) }
        try await send(ServerSentEvent.done)
      }
    }
  }

  /// The answers, in the order of the prompts.
  ///
  /// - Throws: `APIError` where the provider refuses.
  private func all(
    onText: (@Sendable (Int, String) -> Void)? = nil
  ) async throws(APIError) -> [TokenCompletion] {
    let tokens = try model.tokens()
    let decoding = Decoding(
      temperature: sampling.temperature,
      maximumTokens: question.maximumTokens,
      stop: sampling.stop
    )
    do throws(ProviderError) {
      return try await tokens.tokenCompletions(
        of: question.prompts.flatMap { Array(repeating: $0, count: sampling.choices) },
        by: model.reference,
        asking: TokenRequest(
          decoding: decoding,
          sampling: sampling.sampling,
          scores: question.alternatives != nil,
          alternatives: question.alternatives ?? 0
        ),
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
  private func forEachPiece(_ take: (Piece) async throws -> Void) async throws {
    let (pieces, sender) = AsyncThrowingStream.makeStream(of: Piece.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          let answers =
            try await question.alternatives != nil
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
  private func usage(_ answers: [TokenCompletion]) -> JSON {
    let prompt = stride(from: 0, to: answers.count, by: sampling.choices)
      .reduce(0) { $0 + answers[$1].promptTokens.count }
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
struct TextPosition {
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
