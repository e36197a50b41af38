/// What every pass over a model works with.
struct PassContext {
  /// Where each parameter lies.
  let layout: ParameterLayout

  /// The model's parameters.
  let weights: FloatBuffer

  /// The transposes of their matrices: the embedding's, and where there is a way back all others'.
  let transposed: TransposedParameters

  /// What the pass leaves.
  let activations: Activations

  /// Looked at between any two large products, so that a pass stops soon after it is set.
  let flag: CancellationFlag

  /// The first of the model's parameters, valid as long as the context lives.
  var parameters: UnsafeMutablePointer<Float> { weights.base }

  /// The shape of the model.
  var shape: ModelShape { activations.shape }
}
