import Providers

/// The two optimisers and the clipping of the gradient before them.
///
/// Muon trains the layers' matrices, AdamW the embedding and the norms' gains.
final class Optimizer {
  /// Muon's peak rate at a learning-rate multiplier of 1.
  static let matrixBaseRate = 0.02

  /// AdamW's peak rate at a learning-rate multiplier of 1; a wider model takes smaller steps, as measured
  /// (docs/trainer.md).
  static func embeddingBaseRate(width: Int) -> Double { 0.08 * min(1, 96 / Double(width)) }

  /// The largest norm that the gradient of all parameters together may have.
  static let largestGradientNorm = 1.0

  private let multiplier: Double
  private let embeddingRate: Double
  private let muon: Muon
  private let adamW: AdamW
  private let workplaces: [Muon.Workplace]
  private var steps = 0

  /// Both optimisers at rest, with a factor on their base rates, for a number of threads.
  init(_ layout: ParameterLayout, learningRateMultiplier: Double, workers: Int) {
    multiplier = learningRateMultiplier
    embeddingRate = Self.embeddingBaseRate(width: layout.embedding.columns)
    let muon = Muon(layout.layers.flatMap(\.matrices))
    self.muon = muon
    adamW = AdamW(count: layout.adamCount, width: layout.embedding.columns)
    workplaces = (0..<workers).map { _ in muon.makeWorkplace() }
  }

  /// Takes one step with the schedule's `factor`, from 0 to 1; `gradientNorm` is the root of the
  /// sum of the squares of all gradients.
  ///
  /// `whenChanged` is called with each part of the parameters that has its new values, on the thread
  /// that computed them; no matrix's row belongs to two parts.
  func step(
    parameters: UnsafeMutablePointer<Float>,
    gradients: UnsafePointer<Float>,
    gradientNorm: Double,
    factor: Double,
    _ pool: WorkerPool,
    whenChanged: (Range<Int>) -> Void
  ) throws(ProviderError) {
    steps += 1
    let rate = factor * multiplier
    let gradientScale = Float(min(1, Self.largestGradientNorm / gradientNorm))
    let step = steps
    let matrices = muon.regions.count
    // The long tasks first, so that the short ones fill the gaps at the end.
    try pool.perform(matrices + adamW.parts) { task, worker throws(ProviderError) in
      if task < matrices {
        try muon.step(
          step,
          part: task,
          parameters: parameters,
          gradients: gradients,
          gradientScale: gradientScale,
          rate: Float(rate * Self.matrixBaseRate),
          at: workplaces[worker]
        )
        let region = muon.regions[task]
        whenChanged(region.offset..<region.offset + region.count)
      } else {
        adamW.step(
          step,
          part: task - matrices,
          parameters: parameters,
          gradients: gradients,
          gradientScale: gradientScale,
          rate: Float(rate * embeddingRate)
        )
        whenChanged(adamW.range(ofPart: task - matrices))
      }
    }
  }
}
