internal import Engine
internal import Manifest
internal import Providers

/// Says what the steps on one dataset cost at a provider, before and after.
///
/// Bills are in tokens and in the currency of the prices.
struct StepCosts: Sendable {
  private enum Work {
    static let training = "training"
    static let input = "input"
    static let output = "output"
    static let baseInput = "base input"
  }

  let provider: any Provider

  /// What models cost by the manifest's word; it goes before the provider's.
  let prices: [Manifest.Price]
  let size: LazySize

  /// What tuning a model is expected to cost; nil where it costs nothing.
  func training(of model: String, epochs: Int) -> Bill? {
    bill(of: model) { price, size in
      let overhead = provider.tokenOverhead(of: model).perExample
      return [
        Bill.Line(
          Work.training,
          size.map { $0.trainingTokens + $0.documents * overhead },
          times: epochs,
          pricePerMillion: price?.training
        )
      ]
    }
  }

  /// What asking a tuned model about a split is expected to cost at most; nil where it costs nothing.
  ///
  /// Every answer is counted as if it were as long as it may be.
  func evaluation(
    of model: String,
    about split: Manifest.Split,
    _ settings: Manifest.Evaluate
  ) -> Bill? {
    bill(of: model) { price, size in
      let questions = size?.splits[split]
      let prompts = questions.map {
        $0.promptTokens + $0.items * provider.tokenOverhead(of: model).perPrompt
      }
      let texts = questions.map { $0.promptTokens + $0.targetTokens }
      let completes = settings.metrics.contains(.exactMatch)
      let scores = settings.metrics.contains(.logProbability)
      func line(_ name: String, _ parts: [Int?], _ price: Double?) -> Bill.Line? {
        guard !parts.isEmpty else { return nil }
        let known = parts.compactMap(\.self)
        let sum = known.count == parts.count ? known.reduce(0, +) : nil
        return Bill.Line(name, sum, pricePerMillion: price)
      }
      let answers = questions.map { $0.items * Questioning.mostTokens(target: $0.longestTarget) }
      return [
        line(Work.input, (completes ? [prompts] : []) + (scores ? [texts] : []), price?.input),
        line(Work.output, completes ? [answers] : [], price?.output),
        line(Work.baseInput, settings.scoresBaseModel ? [texts] : [], price?.baseInput),
      ]
      .compactMap(\.self)
    }
  }

  /// What tuning cost by the tokens that the provider says it has trained on, all epochs together.
  func trained(_ tokens: Int, by model: String) -> Bill? {
    billed(of: model) { [Bill.Line(Work.training, tokens, pricePerMillion: $0?.training)] }
  }

  /// What asking cost by the tokens that the provider has counted.
  func asked(_ counts: UsageMeter.Counts, of model: String) -> Bill? {
    billed(of: model) { price in
      [
        Bill.Line(Work.input, counts.tuned.input, pricePerMillion: price?.input),
        Bill.Line(Work.output, counts.tuned.output, pricePerMillion: price?.output),
        Bill.Line(
          Work.baseInput,
          counts.base.input + counts.base.output,
          pricePerMillion: price?.baseInput
        ),
      ]
      .filter { $0.quantity != 0 }
    }
  }

  private func bill(
    of model: String,
    _ lines: (ModelPrice?, DatasetSize?) -> [Bill.Line]
  ) -> Bill? {
    guard let price = price(of: model) else { return nil }
    let size = size.result
    var notes = [TokenEstimate.note]
    switch size {
    case .success(let size):
      if size.isSample { notes.append("tokens were counted on a part of the pairs") }
    case .failure(let error):
      notes = ["tokens cannot be counted: \(error)"]
    }
    return Bill(
      lines: lines(price.known, try? size.get()),
      currency: price.known?.currency ?? "",
      notes: notes + [price.note]
    )
  }

  private func billed(of model: String, _ lines: (ModelPrice?) -> [Bill.Line]) -> Bill? {
    price(of: model).map {
      Bill(
        lines: lines($0.known),
        currency: $0.known?.currency ?? "",
        notes: ["tokens are as told by '\(provider.identity.name)'", $0.note]
      )
    }
  }

  /// What is known of a model's price; nil where nothing is to be paid.
  private func price(of model: String) -> (known: ModelPrice?, note: String)? {
    if let written = prices.first(where: { $0.model == model }) {
      return (ModelPrice(written), "price of \(model): \(written.origin)")
    }
    switch provider.pricing(of: model) {
    case .free: return nil
    case .priced(let price):
      return (price, "price of \(model): \(price.date), \(price.source)")
    case .unknown:
      return (nil, "price of \(model): not known at '\(provider.identity.name)'")
    }
  }
}
