import CKernels
import Providers

/// The way back from the gradient of the normalised output to that of every parameter before it.
struct BackwardPass {
  private let context: PassContext
  private let gradientBuffer: FloatBuffer

  /// The factor on what the matrices' gradients were before: 0 on a first row, else 1.
  private let kept: Float

  private var gradients: UnsafeMutablePointer<Float> { gradientBuffer.base }
  private var layout: ParameterLayout { context.layout }
  private var parameters: UnsafeMutablePointer<Float> { context.parameters }
  private var transposed: TransposedParameters { context.transposed }
  private var activations: Activations { context.activations }

  private var width: Int { activations.shape.width }
  private var hidden: Int { activations.shape.hidden }

  /// A pass that replaces gradients in the layout of the parameters, or adds to them; those of the
  /// embedding are left alone.
  init(_ context: PassContext, gradients: FloatBuffer, adds: Bool) {
    self.context = context
    gradientBuffer = gradients
    kept = adds ? 1 : 0
  }

  /// Computes the gradients, for the row of documents that the last forward pass saw, from that of
  /// its normalised output in `narrowGradient`; leaves the embedded tokens' in `sumGradient`.
  func run(_ sequences: TokenSequences) throws(ProviderError) {
    let places = sequences.count
    if kept == 0 { clearGains() }
    activations.sumGradient.base.update(repeating: 0, count: places * width)
    normalizeBackward(
      activations.output,
      scale: activations.outputScale,
      gain: layout.outputGain,
      places: places
    )
    for index in layout.layers.indices.reversed() {
      try hiddenBackward(index, places: places)
      try attentionBackward(index, sequences)
    }
  }

  /// The gains lie between the embedding and the matrices.
  private func clearGains() {
    let start = layout.outputGain.offset
    (gradients + start).update(repeating: 0, count: layout.adamCount - start)
  }

  /// Adds to the sum's gradient what `narrowGradient` holds for the normalised rows.
  private func normalizeBackward(
    _ input: FloatBuffer,
    scale: FloatBuffer,
    gain: ParameterLayout.Region,
    places: Int
  ) {
    VectorKernels.best.norm_backward(
      activations.narrowGradient.base,
      input.base,
      scale.base,
      parameters + gain.offset,
      places,
      width,
      activations.sumGradient.base,
      gradients + gain.offset
    )
  }

  private func hiddenBackward(_ index: Int, places: Int) throws(ProviderError) {
    let weights = layout.layers[index]
    let memory = activations.layers[index]
    let sum = Matrix(activations.sumGradient.base, places, width)
    let wide = Matrix(activations.wideGradient.base, places, hidden)
    let narrow = Matrix(activations.narrowGradient.base, places, width)
    try MatrixProduct.multiply(
      Matrix(memory.units.base, places, hidden).transposed,
      sum,
      into: weights.down.matrix(in: gradients),
      beta: kept
    )
    try MatrixProduct.multiply(sum, transposed.matrix(weights.down), into: wide)
    VectorKernels.best.multiply(wide.base, memory.slopes.base, places * hidden)
    try MatrixProduct.multiply(
      Matrix(memory.normalizedMiddle.base, places, width).transposed,
      wide,
      into: weights.up.matrix(in: gradients),
      beta: kept
    )
    try MatrixProduct.multiply(wide, transposed.matrix(weights.up), into: narrow)
    normalizeBackward(
      memory.middle,
      scale: memory.middleScale,
      gain: weights.hiddenGain,
      places: places
    )
  }

  private func attentionBackward(
    _ index: Int,
    _ sequences: TokenSequences
  ) throws(ProviderError) {
    let weights = layout.layers[index]
    let memory = activations.layers[index]
    let places = sequences.count
    let sum = Matrix(activations.sumGradient.base, places, width)
    let narrow = Matrix(activations.narrowGradient.base, places, width)
    let wide = Matrix(activations.wideGradient.base, places, 3 * width)
    try MatrixProduct.multiply(
      Matrix(memory.attention.base, places, width).transposed,
      sum,
      into: weights.attentionOutput.matrix(in: gradients),
      beta: kept
    )
    try MatrixProduct.multiply(
      sum,
      transposed.matrix(weights.attentionOutput),
      into: narrow
    )
    let attention = Attention(context, bounds: sequences.bounds)
    try attention.backward(
      memory,
      places: places,
      outputGradient: narrow.base,
      gradient: wide.base
    )
    try MatrixProduct.multiply(
      Matrix(memory.normalizedInput.base, places, width).transposed,
      wide,
      into: weights.queriesKeysValues.matrix(in: gradients),
      beta: kept
    )
    try MatrixProduct.multiply(
      wide,
      transposed.matrix(weights.queriesKeysValues),
      into: narrow
    )
    normalizeBackward(
      memory.input,
      scale: memory.inputScale,
      gain: weights.attentionGain,
      places: places
    )
  }
}
