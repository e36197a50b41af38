import CKernels

/// Adam with bias correction and without weight decay, where it equals AdamW
/// (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019).
///
/// Decays 0.9 and 0.99, epsilon 1e-8 outside the root, as `optax.adamw` computes it.
final class AdamW {
  /// The floats of one part.
  static let partCount = 1 << 16

  private static let firstDecay = 0.9
  private static let secondDecay = 0.99
  private static let epsilon: Float = 1e-8

  private let first: FloatBuffer
  private let second: FloatBuffer

  /// An optimiser at rest for the first `count` floats of a flat buffer.
  init(count: Int) {
    first = FloatBuffer(count: count)
    second = FloatBuffer(count: count)
  }

  /// The parts of a step; each can be taken on its own.
  var parts: Int { (first.count + Self.partCount - 1) / Self.partCount }

  /// Takes one part of a step, counted from 1, against the gradients times `gradientScale`.
  func step(
    _ step: Int,
    part: Int,
    parameters: UnsafeMutablePointer<Float>,
    gradients: UnsafePointer<Float>,
    gradientScale: Float,
    rate: Float
  ) {
    let start = part * Self.partCount
    VectorKernels.best.adam(
      parameters + start,
      gradients + start,
      first.base + start,
      second.base + start,
      min(Self.partCount, first.count - start),
      gradientScale,
      Float(Self.firstDecay),
      Float(Self.secondDecay),
      Float(1 / (1 - power(Self.firstDecay, step))),
      Float(1 / (1 - power(Self.secondDecay, step))),
      Self.epsilon,
      rate
    )
  }
}
