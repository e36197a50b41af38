internal import Engine
internal import Manifest
internal import Metrics
internal import Providers

/// Says what the steps on one dataset cost at a provider, before and after.
///
/// Bills are in tokens and in the currency of the prices.
struct StepCosts: Sendable {
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
          PaidTokens.training,
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
      let completes = settings.needs.contains(.completion)
      let scores = settings.needs.contains(.targetScore)
      func line(_ name: String, _ parts: [Int?], _ price: Double?) -> Bill.Line? {
        guard !parts.isEmpty else { return nil }
        let known = parts.compactMap(\.self)
        let sum = known.count == parts.count ? known.reduce(0, +) : nil
        return Bill.Line(name, sum, pricePerMillion: price)
      }
      let answers = questions.map { $0.items * Questioning.mostTokens(target: $0.longestTarget) }
      return [
        line(
          PaidTokens.input,
          (completes ? [prompts] : []) + (scores ? [texts] : []),
          price?.input
        ),
        line(PaidTokens.output, completes ? [answers] : [], price?.output),
        line(PaidTokens.baseInput, settings.scoresBaseModel ? [texts] : [], price?.baseInput),
      ]
      .compactMap(\.self)
    }
  }

  private func bill(
    of model: String,
    _ lines: (ModelPrice?, DatasetSize?) -> [Bill.Line]
  ) -> Bill? {
    guard let rates = rates(of: model) else { return nil }
    let size = size.result
    var notes = [TokenEstimate.note]
    switch size {
    case .success(let size):
      if size.isSample { notes.append("tokens were counted on a part of the pairs") }
    case .failure(let error):
      notes = ["tokens cannot be counted: \(error)"]
    }
    return Bill(
      lines: lines(rates.price, try? size.get()),
      currency: rates.price?.currency ?? "",
      notes: notes + [rates.note]
    )
  }

  /// What is known of a model's price; nil where nothing is to be paid.
  func rates(of model: String) -> ModelRates? {
    func rates(_ price: ModelPrice?, _ note: String) -> ModelRates {
      ModelRates(
        provider: provider.identity.name,
        price: price,
        note: "price of \(model): \(note)"
      )
    }
    if let written = prices.first(where: { $0.model == model }) {
      return rates(ModelPrice(written), written.origin)
    }
    switch provider.pricing(of: model) {
    case .free: return nil
    case .priced(let price): return rates(price, "\(price.date), \(price.source)")
    case .unknown: return rates(nil, "not known at '\(provider.identity.name)'")
    }
  }
}
