import Providers

/// Causal attention with linear biases, document by document.
///
/// A head's score of the key j for the query i is `q·k / √headWidth - slope (i - j)`; keys after
/// the query and keys of other documents are never looked at. Scores are held for a block of
/// queries at a time, and computed again on the way back from the logarithms of their sums (as in
/// Dao et al., "FlashAttention", 2022), so that memory grows with the length and not its square.
struct Attention {
  private let context: PassContext
  private let bounds: [Int]

  private var shape: ModelShape { context.shape }
  private var scoreScale: Float { 1 / Float(shape.headWidth).squareRoot() }

  /// Attention over the documents with the given bounds, in a context's memory.
  init(_ context: PassContext, bounds: [Int]) {
    self.context = context
    self.bounds = bounds
  }

  private func forEachBlock(
    _ body: (AttentionBlock) throws(ProviderError) -> Void
  ) throws(ProviderError) {
    for index in 0..<bounds.count - 1 {
      let (document, documentEnd) = (bounds[index], bounds[index + 1])
      for head in 0..<shape.heads {
        try context.flag.check()
        for start in stride(from: document, to: documentEnd, by: Activations.queryBlock) {
          let end = min(start + Activations.queryBlock, documentEnd)
          let block = AttentionBlock(
            shape: shape,
            head: head,
            document: document,
            start: start,
            end: end
          )
          try body(block)
        }
      }
    }
  }

  /// Computes the heads' results, side by side, and the logarithms of their sums.
  func forward(_ layer: Activations.Layer, places: Int) throws(ProviderError) {
    let input = layer.queriesKeysValues.base
    try forEachBlock { block throws(ProviderError) in
      let scores = block.scores(in: context.activations.scores.base)
      let keys = block.keys(in: input).transposed
      try MatrixProduct.multiply(block.queries(in: input), keys, into: scores, alpha: scoreScale)
      let slope = shape.distanceSlope(ofHead: block.head)
      let logSums = layer.logSums.base + block.head * places + block.start
      for row in 0..<block.queryCount {
        logSums[row] = AttentionRow.softmax(
          scores.base + row * scores.stride,
          visible: block.visibleKeys(row: row),
          count: block.keyCount,
          slope: slope
        )
      }
      let results = block.results(in: layer.attention.base)
      try MatrixProduct.multiply(scores, block.values(in: input), into: results)
    }
  }

  /// Replaces `gradient`, places by `3 width`, by the gradient of queries, keys and values.
  ///
  /// With probabilities `P`, results `O = P V` and scores `S`: `dV = Pᵀ dO`, `dP = dO Vᵀ`,
  /// `dS = P (dP - rowsum(dO O))`, `dQ = dS K / √headWidth`, `dK = dSᵀ Q / √headWidth`.
  func backward(
    _ layer: Activations.Layer,
    places: Int,
    outputGradient: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) throws(ProviderError) {
    gradient.update(repeating: 0, count: places * 3 * shape.width)
    let input = layer.queriesKeysValues.base
    try forEachBlock { block throws(ProviderError) in
      let (queries, keys) = (block.queries(in: input), block.keys(in: input))
      let values = block.values(in: input)
      let resultGradients = block.results(in: outputGradient)
      let scores = block.scores(in: context.activations.scores.base)
      let scoreGradients = block.scores(in: context.activations.scoreGradients.base)
      try MatrixProduct.multiply(queries, keys.transposed, into: scores, alpha: scoreScale)
      try MatrixProduct.multiply(resultGradients, values.transposed, into: scoreGradients)
      softmaxBackward(block, layer, places: places, resultGradients, scores, scoreGradients)

      let scale = scoreScale
      let (dQ, dK) = (block.queries(in: gradient), block.keys(in: gradient))
      try MatrixProduct.multiply(scoreGradients, keys, into: dQ, alpha: scale)
      // Every later block of the document adds to the keys and values that it sees.
      try MatrixProduct.multiply(
        scoreGradients.transposed,
        queries,
        into: dK,
        alpha: scale,
        beta: 1
      )
      let dV = block.values(in: gradient)
      try MatrixProduct.multiply(scores.transposed, resultGradients, into: dV, beta: 1)
    }
  }

  /// Replaces scores by probabilities, and the probabilities' gradients by those of the scores.
  private func softmaxBackward(
    _ block: AttentionBlock,
    _ layer: Activations.Layer,
    places: Int,
    _ resultGradients: Matrix,
    _ scores: Matrix,
    _ gradients: Matrix
  ) {
    let results = block.results(in: layer.attention.base)
    let slope = shape.distanceSlope(ofHead: block.head)
    let logSums = layer.logSums.base + block.head * places + block.start
    for row in 0..<block.queryCount {
      let shared = VectorArithmetic.dot(
        resultGradients.base + row * resultGradients.stride,
        results.base + row * results.stride,
        count: shape.headWidth
      )
      AttentionRow.gradient(
        scores: scores.base + row * scores.stride,
        gradients: gradients.base + row * gradients.stride,
        visible: block.visibleKeys(row: row),
        count: block.keyCount,
        slope: slope,
        logSum: logSums[row],
        shared: shared
      )
    }
  }
}
