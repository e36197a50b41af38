import Providers

/// The cross-entropy of the places that count, and its gradient.
///
/// Logits exist for a block of rows at a time: a whole row of documents times the vocabulary would
/// be the largest matrix by far.
struct OutputLoss {
  private let context: PassContext

  private var layout: ParameterLayout { context.layout }
  private var parameters: UnsafeMutablePointer<Float> { context.parameters }
  private var activations: Activations { context.activations }

  /// The loss after a forward pass in the same context.
  init(_ context: PassContext) {
    self.context = context
  }

  private var embedding: Matrix { layout.embedding.matrix(in: parameters) }
  private var width: Int { activations.shape.width }

  /// Copies the rows of some places to `gathered` and computes their logits.
  private func logits(of places: ArraySlice<Int>) throws(ProviderError) -> (Matrix, Matrix) {
    try context.flag.check()
    let gathered = Matrix(activations.gathered.base, places.count, width)
    for (row, place) in places.enumerated() {
      (gathered.base + row * width)
        .update(from: activations.normalizedOutput.base + place * width, count: width)
    }
    let logits = Matrix(activations.logits.base, places.count, layout.embedding.rows)
    try MatrixProduct.multiply(gathered, embedding.transposed, into: logits)
    return (gathered, logits)
  }

  /// Calls `body` with the place and the logits of each of some places, in their order.
  func forEachLogits(
    of places: [Int],
    _ body: (_ place: Int, _ logits: UnsafeMutablePointer<Float>) throws(ProviderError) -> Void
  ) throws(ProviderError) {
    for start in stride(from: 0, to: places.count, by: Activations.logitBlock) {
      let block = places[start..<min(start + Activations.logitBlock, places.count)]
      let (_, logits) = try self.logits(of: block)
      for (row, place) in block.enumerated() {
        try body(place, logits.base + row * logits.columns)
      }
    }
  }

  /// The sum of the cross-entropies in nats, without gradients.
  func value(_ sequences: TokenSequences) throws(ProviderError) -> Double {
    var total = 0.0
    let count = layout.embedding.rows
    try forEachLogits(of: sequences.countedPlaces) { place, logits in
      let target = Int(sequences.targets[place])
      total += SoftmaxRows.crossEntropy(logits, count: count, target: target, weight: 1)
    }
    return total
  }

  /// The sum of the cross-entropies in nats.
  ///
  /// Adds the gradient of `weight` times the sum to the embedding's gradient in `gradients`, and
  /// writes that of the normalised output rows, zero where a place does not count, to
  /// `outputGradient`.
  func valueAndGradient(
    _ sequences: TokenSequences,
    weight: Float,
    gradients: UnsafeMutablePointer<Float>,
    outputGradient: UnsafeMutablePointer<Float>
  ) throws(ProviderError) -> Double {
    var total = 0.0
    let places = sequences.countedPlaces
    outputGradient.update(repeating: 0, count: sequences.count * width)
    for start in stride(from: 0, to: places.count, by: Activations.logitBlock) {
      let block = places[start..<min(start + Activations.logitBlock, places.count)]
      let (gathered, logits) = try self.logits(of: block)
      for (row, place) in block.enumerated() {
        total += SoftmaxRows.crossEntropy(
          logits.base + row * logits.columns,
          count: logits.columns,
          target: Int(sequences.targets[place]),
          weight: weight
        )
      }
      let embeddingGradient = layout.embedding.matrix(in: gradients)
      try MatrixProduct.multiply(logits.transposed, gathered, into: embeddingGradient, beta: 1)
      try MatrixProduct.multiply(logits, embedding, into: gathered)
      for (row, place) in block.enumerated() {
        (outputGradient + place * width).update(from: gathered.base + row * width, count: width)
      }
    }
    return total
  }
}
