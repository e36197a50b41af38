import Providers

/// The two optimisers and the clipping of the gradient before them.
///
/// Muon trains the layers' matrices, AdamW the embedding and the norms' gains.
final class Optimizer {
  /// Muon's peak rate at a learning-rate multiplier of 1.
  static let matrixBaseRate = 0.05

  /// AdamW's peak rate at a learning-rate multiplier of 1.
  static let embeddingBaseRate = 0.025

  /// The largest norm that the gradient of all parameters together may have.
  static let largestGradientNorm = 1.0

  private let layout: ParameterLayout
  private let multiplier: Double
  private let muon: Muon
  private let adamW: AdamW

  /// Both optimisers at rest, with a factor on their base rates.
  init(_ layout: ParameterLayout, learningRateMultiplier: Double) {
    self.layout = layout
    multiplier = learningRateMultiplier
    muon = Muon(layout.layers.flatMap(\.matrices))
    adamW = AdamW(count: layout.adamCount)
  }

  /// Takes one step with the schedule's `factor`, from 0 to 1; clipping changes the gradients.
  ///
  /// - Returns: False, and nothing is changed, where the gradient is not finite.
  func step(
    parameters: UnsafeMutablePointer<Float>,
    gradients: UnsafeMutablePointer<Float>,
    factor: Double
  ) throws(ProviderError) -> Bool {
    let norm = VectorArithmetic.sumOfSquares(gradients, count: layout.count).squareRoot()
    guard norm.isFinite else { return false }
    if norm > Self.largestGradientNorm {
      let scale = Float(Self.largestGradientNorm / norm)
      VectorArithmetic.scale(gradients, count: layout.count, by: scale)
    }
    let rate = factor * multiplier
    adamW.step(
      parameters: parameters,
      gradients: gradients,
      rate: Float(rate * Self.embeddingBaseRate)
    )
    try muon.step(
      parameters: parameters,
      gradients: gradients,
      rate: Float(rate * Self.matrixBaseRate)
    )
    return true
  }
}
