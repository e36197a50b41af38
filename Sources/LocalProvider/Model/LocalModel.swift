import Providers

/// A model with everything that is needed to run it or to make its first weights again.
struct LocalModel: Equatable, Sendable {
  /// How many numbers the model has, and how they are arranged.
  let shape: ModelShape

  /// The parameters of the job that trained it; its model name is the size.
  let parameters: FineTuneParameters

  /// The vocabulary of its training file.
  let tokenizer: Tokenizer

  /// The parameters in the order of `ParameterLayout`.
  let weights: [Float]

  /// The same model as it was before its first training step.
  var untrained: LocalModel {
    LocalModel(
      shape: shape,
      parameters: parameters,
      tokenizer: tokenizer,
      weights: InitialParameters.make(shape, seed: parameters.seed).values
    )
  }
}
