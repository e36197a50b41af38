import Providers

/// What one thread works with while a model is trained.
final class TrainingWorker {
  private let context: PassContext
  private var row = TokenSequences()

  /// A worker with a context of its own, whose weights it shares with the others.
  init(_ context: PassContext) {
    self.context = context
  }

  /// The most places of a row.
  var capacity: Int { context.activations.capacity }

  /// The sum of the cross-entropies in nats over some documents of a set.
  ///
  /// The gradients of `weight` times the sum replace those in `gradients`.
  func lossAndGradient(
    of documents: [Int],
    in set: DocumentSet,
    weight: Float,
    gradients: FloatBuffer
  ) throws(ProviderError) -> Double {
    var total = 0.0
    for (index, part) in set.rows(of: documents, capacity: capacity).enumerated() {
      set.fill(&row, with: part)
      try ForwardPass(context).run(row)
      let backward = BackwardPass(context, gradients: gradients, adds: index > 0)
      total += try backward.run(row, weight: weight)
    }
    return total
  }

  /// The sum of the cross-entropies in nats over some documents that fit into one row.
  func loss(of documents: ArraySlice<Int>, in set: DocumentSet) throws(ProviderError) -> Double {
    set.fill(&row, with: documents)
    try ForwardPass(context).run(row)
    return try OutputLoss(context).value(row)
  }
}
