import CKernels
import Providers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The logits of places and the cross-entropy of those that count.
///
/// Logits exist for a block of rows at a time: a whole row of documents times the vocabulary would
/// be the largest matrix by far.
struct OutputLoss {
  private let context: PassContext

  private var layout: ParameterLayout { context.layout }
  private var activations: Activations { context.activations }

  /// The loss after a forward pass in the same context.
  init(_ context: PassContext) {
    self.context = context
  }

  private var width: Int { activations.shape.width }

  /// Computes the logits of some places.
  private func logits(of places: ArraySlice<Int>) throws(ProviderError) -> Matrix {
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
    return logits
  }

  /// Calls `body` with the place and the logits of each of some places, in their order.
  func forEachLogits(
    of places: [Int],
    _ body: (_ place: Int, _ logits: UnsafeMutablePointer<Float>) throws(ProviderError) -> Void
  ) throws(ProviderError) {
    for start in stride(from: 0, to: places.count, by: Activations.logitBlock) {
      let block = places[start..<min(start + Activations.logitBlock, places.count)]
      let logits = try self.logits(of: block)
      for (row, place) in block.enumerated() {
        try body(place, logits.base + row * logits.columns)
      }
    }
  }

  /// The sum of the cross-entropies in nats.
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
}
