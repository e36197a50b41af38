import Providers

/// The loss of a step's documents and its gradient, computed by all threads of a pool.
///
/// Documents are dealt out in shards (`Shards`). Each goes forward as one task; the vocabulary's
/// blocks of columns are the next tasks; then each shard goes back, and the blocks of the embedding's
/// gradient fill up the time of the threads that have none. A step that is larger than the memory
/// takes several such rounds.
final class StepGradient {
  /// One for each shard and for each thread.
  let passes: [ShardPass]

  private let shards: Int
  private let loss: StepLoss
  private let gradients: ShardGradients
  private var predictions = StepPredictions()

  /// Memory for the steps of a training.
  ///
  /// - Parameters:
  ///   - layout: Where the parameters lie.
  ///   - places: The places of the largest step.
  ///   - batchSize: The documents of a step.
  ///   - longest: The places of the longest document.
  ///   - usualPlaces: The places of a step for which there is memory; a document of more raises it.
  ///   - largestChunk: The most predictions whose logits exist at a time.
  ///   - threads: The most threads that work on a step.
  ///   - makeContext: Makes a context with memory for a number of places.
  init(
    layout: ParameterLayout,
    places: Int,
    batchSize: Int,
    longest: Int,
    usualPlaces: Int = 1024,
    largestChunk: Int = 512,
    threads: Int,
    makeContext: (_ capacity: Int) -> PassContext
  ) {
    shards = Shards.count(documents: batchSize, places: places)
    let capacity = max(longest, min(places, usualPlaces / shards))
    let contexts = (0..<max(shards, threads)).map { _ in makeContext(capacity) }
    passes = contexts.map(ShardPass.init)
    loss = StepLoss(
      contexts[0],
      rows: min(places, shards * capacity),
      largestChunk: largestChunk
    )
    gradients = ShardGradients(
      count: layout.count,
      unshared: layout.embedding.count,
      shards: shards
    )
  }

  /// The gradient, once `compute` has computed it.
  var sum: UnsafePointer<Float> { gradients.sum }

  /// The most places of a shard's row.
  var capacity: Int { passes[0].capacity }

  /// Computes the gradient of `weight` times the sum of the documents' cross-entropies.
  ///
  /// - Returns: The sum in nats, and the norm of the gradient.
  func compute(
    _ batch: ArraySlice<Int>,
    of set: DocumentSet,
    weight: Float,
    _ pool: WorkerPool
  ) throws(ProviderError) -> (loss: Double, norm: Double) {
    let rows = Shards.divide(batch, of: set).map { set.rows(of: $0, capacity: capacity) }
    let rounds = rows.reduce(0) { max($0, $1.count) }
    var total = 0.0
    for round in 0..<rounds {
      let documents = rows.map { round < $0.count ? $0[round] : [] }
      total += try add(documents, of: set, weight: weight, isFirst: round == 0, pool)
    }
    return (total, try gradients.add(shards: rows.count, pool))
  }

  /// Adds the gradient of some documents of each shard, or replaces what is there.
  private func add(
    _ shards: [ArraySlice<Int>],
    of set: DocumentSet,
    weight: Float,
    isFirst: Bool,
    _ pool: WorkerPool
  ) throws(ProviderError) -> Double {
    predictions.take(shards, of: set)
    let predictions = predictions
    try pool.perform(shards.count) { shard, _ throws(ProviderError) in
      try passes[shard].forward(shards[shard], of: set, to: loss, shard, of: predictions)
    }
    let chunks = loss.chunks(ofRows: predictions.leaders.count)
    var total = 0.0
    for (index, chunk) in chunks.enumerated() {
      if !chunk.isEmpty {
        let parts = StepLoss.rowParts
        try pool.perform(loss.blocks * parts) { task, _ throws(ProviderError) in
          try loss.exponentiate(block: task / parts, part: task % parts, of: chunk)
        }
        total += try loss.finish(chunk, of: predictions, weight: weight)
      }
      let isLast = index == chunks.count - 1
      // The long tasks first, so that the short ones fill the gaps at the end.
      try pool.perform(shards.count + loss.blocks) { task, _ throws(ProviderError) in
        if task < shards.count {
          try passes[task].takeGradient(of: loss, task, of: predictions, chunk)
          if isLast { try passes[task].backward(gradients: gradients[task], adds: !isFirst) }
        } else {
          try loss.addEmbeddingGradient(
            block: task - shards.count,
            chunk,
            to: gradients[0].base,
            kept: isFirst && index == 0 ? 0 : 1
          )
        }
      }
    }
    for shard in shards.indices { passes[shard].addInputGradient(to: gradients[0].base) }
    return total
  }
}
