import CKernels
import Providers

/// The way from tokens to normalised output rows.
///
/// `x ← E[token]`; in each layer `x ← x + attention(norm(x)) O` and then
/// `x ← x + gelu(norm(x) U) D`; at last `norm(x)`, whose product with `Eᵀ` are the logits.
///
/// The norm divides by the root mean square (Zhang and Sennrich, "Root Mean Square Layer
/// Normalization", 2019); gelu is the tanh form of Hendrycks and Gimpel, "Gaussian Error Linear
/// Units", 2016.
struct ForwardPass {
  /// Keeps the norm's division finite for a row of zeros.
  static let normEpsilon: Float = 1e-6

  private let context: PassContext

  private var layout: ParameterLayout { context.layout }
  private var parameters: UnsafeMutablePointer<Float> { context.parameters }
  private var activations: Activations { context.activations }

  /// A pass that leaves its results in the context's activations.
  init(_ context: PassContext) {
    self.context = context
  }

  /// Fills the activations for a row of documents, at most as many places as they have room for.
  func run(_ sequences: TokenSequences) throws(ProviderError) {
    let attention = Attention(context, bounds: sequences.bounds)
    try run(sequences.tokens) { layer throws(ProviderError) in
      try attention.forward(activations.layers[layer], places: sequences.count)
    }
  }

  /// Fills the activations for some tokens; `attend` is called with the index of each layer when
  /// its queries, keys and values are there, and fills its `attention`.
  func run(
    _ tokens: [Int32],
    attend: (_ layer: Int) throws(ProviderError) -> Void
  ) throws(ProviderError) {
    precondition(tokens.count <= activations.capacity)
    embed(tokens)
    for index in layout.layers.indices {
      try context.flag.check()
      let isLast = index == layout.layers.count - 1
      let output = isLast ? activations.output : activations.layers[index + 1].input
      try runAttention(layer: index, places: tokens.count, attend)
      try runHidden(layer: index, places: tokens.count, output: output.base)
    }
    normalize(
      activations.output,
      gain: layout.outputGain,
      places: tokens.count,
      into: activations.normalizedOutput,
      scale: activations.outputScale
    )
  }

  private func embed(_ tokens: [Int32]) {
    let width = activations.shape.width
    let target = activations.layers[0].input.base
    for (place, token) in tokens.enumerated() {
      let row = parameters + layout.embedding.offset + Int(token) * width
      (target + place * width).update(from: row, count: width)
    }
  }

  private func normalize(
    _ input: FloatBuffer,
    gain: ParameterLayout.Region,
    places: Int,
    into output: FloatBuffer,
    scale: FloatBuffer
  ) {
    VectorKernels.best.norm_forward(
      input.base,
      parameters + gain.offset,
      places,
      activations.shape.width,
      Self.normEpsilon,
      output.base,
      scale.base
    )
  }

  private func runAttention(
    layer index: Int,
    places: Int,
    _ attend: (_ layer: Int) throws(ProviderError) -> Void
  ) throws(ProviderError) {
    let weights = layout.layers[index]
    let memory = activations.layers[index]
    let width = context.shape.width
    normalize(
      memory.input,
      gain: weights.attentionGain,
      places: places,
      into: memory.normalizedInput,
      scale: memory.inputScale
    )
    try MatrixProduct.multiply(
      Matrix(memory.normalizedInput.base, places, width),
      weights.queriesKeysValues.matrix(in: parameters),
      into: Matrix(memory.queriesKeysValues.base, places, 3 * width)
    )
    try attend(index)
    memory.middle.base.update(from: memory.input.base, count: places * width)
    try MatrixProduct.multiply(
      Matrix(memory.attention.base, places, width),
      weights.attentionOutput.matrix(in: parameters),
      into: Matrix(memory.middle.base, places, width),
      beta: 1
    )
  }

  private func runHidden(
    layer index: Int,
    places: Int,
    output: UnsafeMutablePointer<Float>
  ) throws(ProviderError) {
    let weights = layout.layers[index]
    let memory = activations.layers[index]
    let (width, hidden) = (context.shape.width, context.shape.hidden)
    normalize(
      memory.middle,
      gain: weights.hiddenGain,
      places: places,
      into: memory.normalizedMiddle,
      scale: memory.middleScale
    )
    try MatrixProduct.multiply(
      Matrix(memory.normalizedMiddle.base, places, width),
      weights.up.matrix(in: parameters),
      into: Matrix(memory.slopes.base, places, hidden)
    )
    VectorKernels.best.gelu_forward(memory.slopes.base, places * hidden, memory.units.base)
    output.update(from: memory.middle.base, count: places * width)
    try MatrixProduct.multiply(
      Matrix(memory.units.base, places, hidden),
      weights.down.matrix(in: parameters),
      into: Matrix(output, places, width),
      beta: 1
    )
  }
}
