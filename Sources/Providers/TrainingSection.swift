/// The keys below a manifest's `fine-tune` by which a provider trains.
///
/// `epochs`, `batch-size` and `seeds` are every provider's. What else it has is described here, and the
/// format's schema, page, draft, validation and comparison follow.
package struct TrainingSection: Hashable, Sendable {
  /// Whether learning rates are given as `learning-rate-multiplier`, a factor on the provider's own.
  package var hasLearningRateMultiplier: Bool

  /// The keys of this provider's own, in the order in which they are written.
  package var own: [TrainingParameter]

  package init(hasLearningRateMultiplier: Bool = true, own: [TrainingParameter] = []) {
    self.hasLearningRateMultiplier = hasLearningRateMultiplier
    self.own = own
  }

  /// The parameters of the fine-tuning API alone.
  package static let standard = TrainingSection()
}

/// One key of a provider's own below a manifest's `fine-tune`.
package struct TrainingParameter: Hashable, Sendable {
  /// What may stand as the key's value.
  package indirect enum Form: Hashable, Sendable {
    case integer(ClosedRange<Int>)

    /// A number from a lower bound, which may belong to the range, to an upper one, which does.
    case number(from: Double, includesLower: Bool, to: Double)
    case boolean

    /// One of a few words.
    case word([String])

    /// A text that is not empty.
    case text

    /// A list of different texts, none of them empty.
    case texts

    /// A mapping with keys of its own.
    case section([TrainingParameter])
  }

  /// What holds where the key is left out.
  package enum Absence: Hashable, Sendable {
    /// Leaving the key out is an error.
    case isError

    /// The parameter has no value then; of a section, its keys have their own defaults.
    case isNone

    case means(ParameterValue)
  }

  /// The key, such as `learning-rate`.
  package var name: String
  package var form: Form
  package var absence: Absence

  /// Whether two models can differ where only this does; what a training merely needs, such as the place
  /// of a program, is in no cache key.
  package var changesResult: Bool

  /// One sentence on what the key means, with the unit of its value.
  package var summary: String

  /// A value that is not the default, on one line of YAML; nil where the default shows enough.
  package var example: String?

  package init(
    _ name: String,
    _ form: Form,
    absence: Absence = .isNone,
    changesResult: Bool = true,
    _ summary: String,
    example: String? = nil
  ) {
    self.name = name
    self.form = form
    self.absence = absence
    self.changesResult = changesResult
    self.summary = summary
    self.example = example
  }
}

extension TrainingSection {
  /// Whether two models can differ where only the parameter at a path such as `lora.rank` does.
  package func changesResult(_ path: String) -> Bool {
    var parameters = own
    for name in path.split(separator: ".") {
      guard let parameter = parameters.first(where: { $0.name == name }) else { return true }
      guard parameter.changesResult else { return false }
      guard case .section(let inner) = parameter.form else { return true }
      parameters = inner
    }
    return true
  }
}
