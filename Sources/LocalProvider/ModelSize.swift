import Providers

/// The four sizes, named after the models that they stand in for.
///
/// Chosen on pairs that no experiment here reports, so that each size answers clearly more
/// unrealized pairs than the one before: see docs/trainer.md.
enum ModelSize: String, CaseIterable, Sendable {
  /// From the smallest to the largest.
  case ada, babbage, curie, davinci

  /// The shape of a model of this size that knows a given number of tokens.
  func shape(vocabulary: Int) -> ModelShape {
    switch self {
    case .ada: ModelShape(width: 24, layers: 3, heads: 3, vocabulary: vocabulary)
    case .babbage: ModelShape(width: 48, layers: 3, heads: 3, vocabulary: vocabulary)
    case .curie: ModelShape(width: 128, layers: 3, heads: 4, vocabulary: vocabulary)
    case .davinci: ModelShape(width: 192, layers: 3, heads: 6, vocabulary: vocabulary)
    }
  }

  /// The size for its provider's list.
  var description: ModelDescription {
    let shape = shape(vocabulary: 1)
    return ModelDescription(
      name: rawValue,
      summary: "\(shape.layers) layers, width \(shape.width), \(shape.heads) heads"
    )
  }
}
