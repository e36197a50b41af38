import CKernels
import Providers

/// One shard of a step on its way through the layers and back.
final class ShardPass {
  private let context: PassContext
  private var row = TokenSequences()

  private var activations: Activations { context.activations }

  /// A pass with a context of its own, whose weights it shares with the others.
  init(_ context: PassContext) {
    self.context = context
  }

  /// The most places of a row.
  var capacity: Int { activations.capacity }

  /// Takes the documents of a shard forward, and gives their predictions to the loss.
  func forward(
    _ documents: ArraySlice<Int>,
    of set: DocumentSet,
    to loss: StepLoss,
    _ shard: Int,
    of predictions: StepPredictions
  ) throws(ProviderError) {
    set.fill(&row, with: documents)
    guard row.count > 0 else { return }
    try ForwardPass(context).run(row)
    loss.take(shard, of: predictions, row, from: activations.normalizedOutput)
    activations.narrowGradient.base.update(repeating: 0, count: row.count * context.shape.width)
  }

  /// Takes the gradient of the normalised output by a finished chunk's predictions.
  func takeGradient(
    of loss: StepLoss,
    _ shard: Int,
    of predictions: StepPredictions,
    _ chunk: Range<Int>
  ) throws(ProviderError) {
    try loss.outputGradient(
      shard,
      of: predictions,
      row,
      chunk,
      into: activations.narrowGradient,
      // Not in use before the way back through the layers.
      scratch: activations.sumGradient
    )
  }

  /// Takes the gradient through the layers; replaces or adds to all but the embedding's.
  func backward(gradients: FloatBuffer, adds: Bool) throws(ProviderError) {
    guard row.count > 0 else { return }
    try BackwardPass(context, gradients: gradients, adds: adds).run(row)
  }

  /// Adds the gradient of the tokens that went in to the embedding's.
  func addInputGradient(to gradients: UnsafeMutablePointer<Float>) {
    let width = context.shape.width
    for (place, token) in row.tokens.enumerated() {
      VectorKernels.best.add_scaled(
        gradients + context.layout.embedding.offset + Int(token) * width,
        activations.sumGradient.base + place * width,
        1,
        width
      )
    }
  }

  /// The sum of the cross-entropies in nats over some documents that fit into one row.
  func loss(of documents: ArraySlice<Int>, in set: DocumentSet) throws(ProviderError) -> Double {
    set.fill(&row, with: documents)
    try ForwardPass(context).run(row)
    return try OutputLoss(context).value(row)
  }
}
