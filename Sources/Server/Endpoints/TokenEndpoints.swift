import Providers
import System

/// Tells a model's tokens in the form that vLLM's server has for it and evaluation tools ask for.
///
/// The model stands in the path alone, since those tools name none in the body.
struct TokenEndpoints: Sendable {
  let models: ModelEndpoints

  /// Describes a model's tokens.
  func info(_ request: Request) async throws -> Answer {
    let (model, tokens) = try asked(request)
    let found = try await told { () async throws(ProviderError) in
      try await tokens.vocabulary(of: model)
    }
    return .json([
      "vocab_size": .integer(found.count), "bos_token": .string(found.start.name),
      "bos_token_id": .integer(found.start.token), "eos_token": .string(found.end.name),
      "eos_token_id": .integer(found.end.token),
    ])
  }

  /// Turns a text into tokens.
  func tokenize(_ request: Request) async throws -> Answer {
    let (model, tokens) = try asked(request)
    let fields = try await fields(of: request, ["prompt", "add_special_tokens"])
    let text = try fields.requiredString("prompt")
    let hasStart = try fields.boolean("add_special_tokens") ?? true
    let found = try await told { () async throws(ProviderError) in
      let start = hasStart ? [try await tokens.vocabulary(of: model).start.token] : []
      return start + (try await tokens.tokens(of: text, by: model))
    }
    return .json([
      "count": .integer(found.count), "tokens": .array(found.map { .integer($0) }),
    ])
  }

  /// Turns tokens into a text.
  func detokenize(_ request: Request) async throws -> Answer {
    let (model, tokens) = try asked(request)
    let fields = try await fields(of: request, ["tokens"])
    guard case .array(let items) = fields["tokens"],
      let given = items.isEmpty ? [] : PromptField.tokens(items)
    else {
      throw APIError.invalid("'tokens' must be a list of whole numbers", param: "tokens")
    }
    let text = try await told { () async throws(ProviderError) in
      try await tokens.text(of: given, by: model)
    }
    return .json(["prompt": .string(text)])
  }

  private func asked(
    _ request: Request
  ) throws(APIError) -> (ModelReference, any TokenService) {
    let model = try models.asked(request.parameter("model"))
    return (model.reference, try model.tokens())
  }

  private func fields(of request: Request, _ names: Set<String>) async throws -> Fields {
    let fields = try await request.fields()
    try fields.allowOnly(names.union(["model"])) { name, _ in
      "Unrecognized request argument supplied: \(name)"
    }
    _ = try fields.model(namedInPath: request.parameter("model"))
    return fields
  }

  private func told<Value>(
    _ work: () async throws(ProviderError) -> Value
  ) async throws(APIError) -> Value {
    do throws(ProviderError) {
      return try await work()
    } catch {
      throw .provider(error)
    }
  }
}

extension Fields {
  /// The name of the model, which stands in the path or in the body.
  ///
  /// - Throws: `APIError` where it stands nowhere, or they have two.
  func model(namedInPath name: String?) throws(APIError) -> String {
    guard let name else { return try requiredString("model") }
    guard try string("model") ?? name == name else {
      throw .invalid("the path names another 'model' than the body", param: "model")
    }
    return name
  }
}
