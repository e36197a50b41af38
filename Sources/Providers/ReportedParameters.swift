/// What a provider says of the parameters of its job, beside what was asked for.
package struct ReportedParameters: Hashable, Sendable {
  /// What is said of one parameter.
  package enum Value: Hashable, Sendable {
    case unsaid

    /// A word in place of a number, such as `auto`, or a model's name.
    case word(String)
    case number(Double)
  }

  package var model: Value
  package var epochs: Value
  package var batchSize: Value
  package var learningRateMultiplier: Value

  /// Nil where the provider has no seeds, so that there is nothing to say.
  package var seed: Value?

  package init(
    model: Value = .unsaid,
    epochs: Value = .unsaid,
    batchSize: Value = .unsaid,
    learningRateMultiplier: Value = .unsaid,
    seed: Value? = .unsaid
  ) {
    self.model = model
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRateMultiplier = learningRateMultiplier
    self.seed = seed
  }
}

/// One parameter as it was asked for and as the provider says it.
package struct ParameterComparison: Hashable, Sendable {
  package enum Verdict: Hashable, Sendable {
    case same, different

    /// The provider says nothing of it, or no number.
    case unknown
  }

  /// The manifest's key below `fine-tune`, such as `batch-size`.
  package var key: String
  package var asked: ReportedParameters.Value
  package var reported: ReportedParameters.Value
  package var verdict: Verdict
}

extension ReportedParameters {
  /// Each parameter beside what was asked for, in the manifest's order.
  ///
  /// Numbers are the same within a millionth, since services keep them with 32 bits; a model is the
  /// same where what is said is a dated version of what was asked for, or its whole path.
  package func compared(with asked: FineTuneParameters) -> [ParameterComparison] {
    var comparisons = [
      ParameterComparison(
        key: "models",
        asked: .word(asked.model),
        reported: model,
        verdict: Self.verdict(onModel: model, asked.model)
      )
    ]
    let numbers: [(String, Double?, Value?)] = [
      ("epochs", Double(asked.epochs), epochs), ("batch-size", Double(asked.batchSize), batchSize),
      ("learning-rate-multiplier", asked.learningRateMultiplier, learningRateMultiplier),
      ("seeds", Double(asked.seed), seed),
    ]
    for case (let key, let number?, let reported?) in numbers {
      let verdict: ParameterComparison.Verdict =
        if case .number(let said) = reported {
          abs(said - number) <= 1e-6 * abs(number) ? .same : .different
        } else {
          .unknown
        }
      comparisons.append(
        ParameterComparison(key: key, asked: .number(number), reported: reported, verdict: verdict)
      )
    }
    return comparisons
  }

  private static func verdict(
    onModel reported: Value,
    _ asked: String
  ) -> ParameterComparison.Verdict {
    guard case .word(let name) = reported else { return .unknown }
    if name == asked || name.hasSuffix("/" + asked) { return .same }
    guard name.hasPrefix(asked) else { return .different }
    // 'gpt-4o-2024-08-06' and 'ada:2020-05-03', and not 'babbage-002' for 'babbage'.
    let rest = name.dropFirst(asked.count)
    let year = rest.dropFirst().prefix(4)
    let isDate = rest.first.map { "-:".contains($0) } ?? false && year.count == 4
    return isDate && year.allSatisfy { ("0"..."9").contains($0) } ? .same : .different
  }
}

extension ParameterComparison: CustomStringConvertible {
  package var description: String { "'\(key)' is \(reported), not \(asked)" }
}

extension ReportedParameters.Value: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unsaid: "nothing"
    case .word(let word): word
    case .number(let number): Int(exactly: number).map(String.init) ?? String(number)
    }
  }
}
