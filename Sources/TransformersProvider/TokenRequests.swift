import Providers

// Requests about tokens and their results, as `docs/worker.md` describes them.

/// Which model is asked, and with which marks.
struct AskedModel: Encodable, Sendable {
  var model: WorkerModel
  var precision: String?
  var documentStart: String?
  var documentEnd: String?

  init(_ model: ModelReference, below folder: String) throws(ProviderError) {
    self.model = try WorkerModel(model, below: folder)
    precision = TrainingKeys.text("precision", model.own)
    documentStart = TrainingKeys.text("document-start", model.own)
    documentEnd = TrainingKeys.text("document-end", model.own)
  }

  enum CodingKeys: String, CodingKey {
    case model, precision
    case documentStart = "document_start"
    case documentEnd = "document_end"
  }
}

/// A request to a model that is asked.
struct ModelRequest<Fields: Encodable & Sendable>: Encodable, Sendable {
  var model: AskedModel
  var fields: Fields

  func encode(to encoder: any Encoder) throws {
    try model.encode(to: encoder)
    try fields.encode(to: encoder)
  }
}

/// Asks for the tokens of prompts and of what follows.
struct TellFields: Encodable, Sendable {
  let `do` = "tell"
  var prompts: [TokenPrompt]
  var request: TokenRequest

  enum CodingKeys: String, CodingKey {
    case `do`, prompts, stop, temperature, seed, scores, alternatives
    case maximumTokens = "maximum_tokens"
    case topP = "top_p"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(`do`, forKey: .do)
    var list = container.nestedUnkeyedContainer(forKey: .prompts)
    for prompt in prompts {
      switch prompt {
      case .text(let text): try list.encode(text)
      case .tokens(let tokens): try list.encode(tokens)
      }
    }
    try container.encode(request.decoding.maximumTokens, forKey: .maximumTokens)
    try container.encode(request.decoding.stop, forKey: .stop)
    try container.encode(request.decoding.temperature, forKey: .temperature)
    try container.encode(request.sampling.topP, forKey: .topP)
    try container.encodeIfPresent(request.sampling.seed, forKey: .seed)
    try container.encode(request.scores, forKey: .scores)
    try container.encode(request.alternatives, forKey: .alternatives)
  }
}

struct TellResult: Decodable, Sendable {
  struct Token: Decodable {
    var bytes: [UInt8]
    var logProbability: Double?
    var alternatives: [Token]?

    enum CodingKeys: String, CodingKey {
      case bytes, alternatives
      case logProbability = "log_probability"
    }

    var scored: ScoredToken {
      ScoredToken(
        bytes: bytes,
        logProbability: logProbability,
        alternatives: (alternatives ?? []).map {
          ScoredToken.Alternative(bytes: $0.bytes, logProbability: $0.logProbability ?? 0)
        }
      )
    }
  }

  struct Answer: Decodable {
    var text: String
    var isFinished: Bool
    var promptTokens: [Token]
    var tokens: [Token]

    enum CodingKeys: String, CodingKey {
      case text, tokens
      case isFinished = "is_finished"
      case promptTokens = "prompt_tokens"
    }
  }

  var answers: [Answer]
}

/// Asks for the tokens of texts.
struct TokenizeFields: Encodable, Sendable {
  let `do` = "tokenize"
  var texts: [String]
}

struct TokenizeResult: Decodable, Sendable {
  struct Mark: Decodable {
    var token: Int
    var name: String
  }

  var tokens: [[Int]]
  var count: Int
  var start: Mark
  var end: Mark
}

/// Asks for the texts of tokens.
struct DetokenizeFields: Encodable, Sendable {
  let `do` = "detokenize"
  var prompts: [[Int]]
}

struct DetokenizeResult: Decodable, Sendable {
  var texts: [String]
}
