import CKernels
import Providers

/// Muon: momentum whose matrices are brought near to orthogonal ones before each update
/// (Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024).
///
/// Order of operations and scaling are those of `optax.contrib.muon` without weight decay: decay
/// 0.95 with Nesterov's look-ahead and bias corrections, update scaled by `√max(1, columns / rows)`.
final class Muon {
  private static let decay = 0.95

  /// What one thread needs to take a part of a step.
  final class Workplace {
    fileprivate let direction: FloatBuffer
    fileprivate let orthogonalizer: Orthogonalizer

    fileprivate init(_ regions: [ParameterLayout.Region]) {
      direction = FloatBuffer(count: regions.map(\.count).max() ?? 0)
      orthogonalizer = Orthogonalizer(side: regions.map { min($0.rows, $0.columns) }.max() ?? 0)
    }
  }

  /// The matrices, each a part of a step that can be taken on its own; the largest come first.
  let regions: [ParameterLayout.Region]

  private let start: Int
  private let momentum: FloatBuffer

  /// An optimiser at rest for matrices that lie one after another in a flat buffer.
  init(_ regions: [ParameterLayout.Region]) {
    self.regions = regions.sorted { ($1.count, $0.offset) < ($0.count, $1.offset) }
    start = regions.map(\.offset).min() ?? 0
    momentum = FloatBuffer(count: regions.reduce(0) { $0 + $1.count })
  }

  /// A workplace for one thread.
  func makeWorkplace() -> Workplace { Workplace(regions) }

  /// Takes one part of a step, counted from 1, against the gradients times `gradientScale`.
  func step(
    _ step: Int,
    part: Int,
    parameters: UnsafeMutablePointer<Float>,
    gradients: UnsafePointer<Float>,
    gradientScale: Float,
    rate: Float,
    at workplace: Workplace
  ) throws(ProviderError) {
    let region = regions[part]
    // Bias corrections as in Dozat, "Incorporating Nesterov Momentum into Adam", 2016: the
    // look-ahead's momentum is that of the step to come.
    let momentumWeight = Self.decay / (1 - power(Self.decay, step + 1))
    let gradientWeight = (1 - Self.decay) / (1 - power(Self.decay, step))
    VectorKernels.best.momentum(
      momentum.base + (region.offset - start),
      gradients + region.offset,
      workplace.direction.base,
      region.count,
      gradientScale,
      Float(Self.decay),
      Float(momentumWeight),
      Float(gradientWeight)
    )
    let scale = max(1, Float(region.columns) / Float(region.rows)).squareRoot()
    try workplace.orthogonalizer.add(
      Matrix(workplace.direction.base, region.rows, region.columns),
      times: -rate * scale,
      to: region.matrix(in: parameters)
    )
  }
}
