import Providers

/// A model in memory where vector instructions like it, ready to run on the calling thread.
struct ModelRunner {
  /// The model that runs.
  let model: LocalModel
  private let layout: ParameterLayout
  private let weights: FloatBuffer
  private let transposed: TransposedParameters
  private let flag: CancellationFlag

  /// Copies a model's weights to aligned memory.
  init(_ model: LocalModel, flag: CancellationFlag) {
    self.model = model
    self.flag = flag
    layout = ParameterLayout(model.shape)
    weights = FloatBuffer(model.weights)
    transposed = TransposedParameters(of: [layout.embedding])
    transposed.update(from: weights.base)
  }

  /// A context with new memory for rows of up to a number of places, without a way back.
  func context(capacity: Int) -> PassContext {
    PassContext(
      layout: layout,
      weights: weights,
      transposed: transposed,
      activations: Activations(
        model.shape,
        capacity: capacity,
        longest: capacity,
        forTraining: false
      ),
      flag: flag
    )
  }
}
