import CKernels
import Providers

/// Causal attention with linear biases, document by document.
///
/// A head's score of the key j for the query i is `q·k / √headWidth - slope (i - j)`; keys after
/// the query and keys of other documents are never looked at.
struct Attention {
  private let context: PassContext
  private let bounds: [Int]

  private var shape: ModelShape { context.shape }

  /// Attention over the documents with the given bounds, in a context's memory.
  init(_ context: PassContext, bounds: [Int]) {
    self.context = context
    self.bounds = bounds
  }

  /// The floats to work in for documents of up to `longest` places.
  static func scratch(longest: Int, _ shape: ModelShape) -> Int {
    attention_scratch(longest, shape.headWidth)
  }

  /// One head in one document.
  private struct Part {
    var kernel: attention_shape

    /// The first of the document's queries; keys and values follow at one and two widths.
    var queries: Int

    /// The first of the document's results.
    var results: Int

    /// The first of the document's logarithms of sums.
    var logSums: Int
  }

  private func forEachPart(
    places: Int,
    _ body: (Part) -> Void
  ) throws(ProviderError) {
    let width = shape.width
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      try context.flag.check()
      for head in 0..<shape.heads {
        var kernel = attention_shape(shape, head: head)
        kernel.places = end - start
        kernel.stride = 3 * width
        kernel.result_stride = width
        let part = Part(
          kernel: kernel,
          queries: start * 3 * width + head * shape.headWidth,
          results: start * width + head * shape.headWidth,
          logSums: head * places + start
        )
        body(part)
      }
    }
  }

  /// Computes the heads' results, side by side, and the logarithms of their sums.
  func forward(_ layer: Activations.Layer, places: Int) throws(ProviderError) {
    let width = shape.width
    let input = layer.queriesKeysValues.base
    try forEachPart(places: places) { part in
      withUnsafePointer(to: part.kernel) { kernel in
        VectorKernels.best.attention_forward(
          kernel,
          input + part.queries,
          input + part.queries + width,
          input + part.queries + 2 * width,
          layer.attention.base + part.results,
          layer.logSums.base + part.logSums,
          context.activations.scratch.base
        )
      }
    }
  }

  /// Replaces `gradient`, places by `3 width`, by the gradient of queries, keys and values.
  func backward(
    _ layer: Activations.Layer,
    places: Int,
    outputGradient: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) throws(ProviderError) {
    let width = shape.width
    let input = layer.queriesKeysValues.base
    try forEachPart(places: places) { part in
      withUnsafePointer(to: part.kernel) { kernel in
        VectorKernels.best.attention_backward(
          kernel,
          input + part.queries,
          input + part.queries + width,
          input + part.queries + 2 * width,
          layer.attention.base + part.results,
          layer.logSums.base + part.logSums,
          outputGradient + part.results,
          gradient + part.queries,
          gradient + part.queries + width,
          gradient + part.queries + 2 * width,
          context.activations.scratch.base
        )
      }
    }
  }
}

extension attention_shape {
  /// What a head's kernels need to know of the model.
  init(_ shape: ModelShape, head: Int) {
    self.init()
    head_width = shape.headWidth
    slope = shape.distanceSlope(ofHead: head)
    scale = 1 / Float(shape.headWidth).squareRoot()
  }
}
