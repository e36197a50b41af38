internal import Engine
internal import Providers

/// What tokens are paid for.
enum PaidTokens {
  static let training = "training"
  static let input = "input"
  static let output = "output"
  static let baseInput = "base input"
}

/// What is known of the price of one model's tokens where they are paid for.
struct ModelRates: Codable {
  /// The provider's name.
  var provider: String

  /// nil where it is not known.
  var price: ModelPrice?

  /// Where the price is from, in words.
  var note: String

  /// What tuning cost by the tokens that the provider says it has trained on, all epochs together.
  func trained(_ tokens: Int) -> Bill? {
    billed([Bill.Line(PaidTokens.training, tokens, pricePerMillion: price?.training)])
  }

  /// What asking cost by the tokens that the provider has counted.
  func asked(_ counts: UsageMeter.Counts) -> Bill? {
    billed(
      [
        Bill.Line(PaidTokens.input, counts.tuned.input, pricePerMillion: price?.input),
        Bill.Line(PaidTokens.output, counts.tuned.output, pricePerMillion: price?.output),
        Bill.Line(
          PaidTokens.baseInput,
          counts.base.input + counts.base.output,
          pricePerMillion: price?.baseInput
        ),
      ]
      .filter { $0.quantity != 0 }
    )
  }

  private func billed(_ lines: [Bill.Line]) -> Bill {
    Bill(
      lines: lines,
      currency: price?.currency ?? "",
      notes: ["tokens are as told by '\(provider)'", note]
    )
  }
}
