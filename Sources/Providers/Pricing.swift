/// What a provider asks for work with one model.
package enum Pricing: Hashable, Sendable {
  /// Nothing.
  case free

  case priced(ModelPrice)

  /// Nobody has said, which is not the same as nothing.
  case unknown
}

/// What a million tokens of each kind of work cost with one model.
package struct ModelPrice: Codable, Hashable, Sendable {
  /// The name of the model that is tuned.
  package var model: String

  /// Tokens trained on, counted once for each epoch.
  package var training: Double

  /// Tokens read and written by the tuned model.
  package var input: Double
  package var output: Double

  /// Tokens read and written by the model that was tuned, where that is known.
  package var baseInput: Double?
  package var baseOutput: Double?

  /// The currency's code, such as `USD`.
  package var currency: String

  /// When the prices held, in words.
  package var date: String

  /// Where they were published or who gave them.
  package var source: String

  package init(
    model: String,
    training: Double,
    input: Double,
    output: Double,
    baseInput: Double?,
    baseOutput: Double?,
    currency: String,
    date: String,
    source: String
  ) {
    self.model = model
    self.training = training
    self.input = input
    self.output = output
    self.baseInput = baseInput
    self.baseOutput = baseOutput
    self.currency = currency
    self.date = date
    self.source = source
  }
}

/// Tokens that a service adds to texts to tell messages apart; they are paid for like others.
package struct TokenOverhead: Hashable, Sendable {
  /// No more than the texts themselves.
  package static let none = TokenOverhead(perExample: 0, perPrompt: 0)

  /// Around one example of a training file.
  package var perExample: Int

  /// Around one prompt.
  package var perPrompt: Int

  package init(perExample: Int, perPrompt: Int) {
    self.perExample = perExample
    self.perPrompt = perPrompt
  }
}

/// The tokens that a service says it has counted for one request.
package struct TokenUsage: Hashable, Sendable {
  package var input: Int
  package var output: Int

  package init(input: Int, output: Int) {
    self.input = input
    self.output = output
  }
}

extension Provider {
  package func pricing(of model: String) -> Pricing { placement == .service ? .unknown : .free }

  package func tokenOverhead(of model: String) -> TokenOverhead { .none }

  package func completions(
    telling onAnswer: @escaping @Sendable (ModelReference, TokenUsage?) -> Void
  ) -> any CompletionService { completions }
}
