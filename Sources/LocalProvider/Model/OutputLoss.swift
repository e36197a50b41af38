import CKernels
import Providers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

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
    try MatrixProduct.multiply(
      gathered,
      context.transposed.matrix(layout.embedding),
      into: logits
    )
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
    try forEachLogits(of: sequences.countedPlaces) { place, logits in
      total -= logProbability(logits, of: Int(sequences.targets[place]))
    }
    return total
  }

  /// The natural logarithm of the softmax of a row of logits at one place.
  func logProbability(_ logits: UnsafePointer<Float>, of target: Int) -> Double {
    let count = layout.embedding.rows
    let largest = VectorKernels.best.maximum(logits, count)
    let total = VectorKernels.best.sum_of_exponentials(logits, largest, count)
    return Double(logits[target]) - Double(largest) - log(total)
  }

  /// The sum of the cross-entropies in nats.
  ///
  /// The embedding's gradient in `gradients` is multiplied by `kept`, and the gradient of `weight`
  /// times the sum is added; that of the normalised output rows, zero where a place does not
  /// count, replaces `outputGradient`.
  func valueAndGradient(
    _ sequences: TokenSequences,
    weight: Float,
    gradients: UnsafeMutablePointer<Float>,
    kept: Float,
    outputGradient: UnsafeMutablePointer<Float>
  ) throws(ProviderError) -> Double {
    var total = 0.0
    var kept = kept
    let places = sequences.countedPlaces
    let embeddingGradient = layout.embedding.matrix(in: gradients)
    outputGradient.update(repeating: 0, count: sequences.count * width)
    for start in stride(from: 0, to: places.count, by: Activations.logitBlock) {
      let block = places[start..<min(start + Activations.logitBlock, places.count)]
      let (gathered, logits) = try self.logits(of: block)
      for (row, place) in block.enumerated() {
        total += exponentiate(logits, row: row, target: Int(sequences.targets[place]))
      }
      let result = Matrix(activations.gatheredGradients.base, block.count, width)
      try MatrixProduct.multiply(logits, embedding, into: result)
      for (row, place) in block.enumerated() {
        // The rows of `logits` lack this factor; the narrow matrices are cheaper to multiply.
        let factor = weight / logitSums[row]
        let offset = row * width
        VectorKernels.best.copy_scaled(
          outputGradient + place * width,
          result.base + offset,
          factor,
          width
        )
        VectorKernels.best.scale(gathered.base + offset, factor, width)
      }
      try MatrixProduct.multiply(logits.transposed, gathered, into: embeddingGradient, beta: kept)
      kept = 1
    }
    if kept == 0 { embeddingGradient.base.update(repeating: 0, count: layout.embedding.count) }
    return total
  }

  private var logitSums: UnsafeMutablePointer<Float> { activations.logitSums.base }

  /// Replaces a row of logits by the sum of their exponentials times the gradient of its
  /// cross-entropy, leaves the sum in `logitSums`, and returns the cross-entropy.
  ///
  /// The cross-entropy is `log Σ e^x - x[target]` in nats; its gradient is `softmax(x)` less 1 at
  /// the target.
  private func exponentiate(_ logits: Matrix, row: Int, target: Int) -> Double {
    let x = logits.base + row * logits.columns
    let largest = VectorKernels.best.maximum(x, logits.columns)
    let chosen = x[target]
    let sum = VectorKernels.best.exponentiate(x, largest, logits.columns)
    x[target] -= sum
    logitSums[row] = sum
    return log(Double(sum)) + Double(largest) - Double(chosen)
  }
}
