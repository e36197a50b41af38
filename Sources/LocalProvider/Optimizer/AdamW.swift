import CKernels

/// Adam with bias correction and without weight decay, where it equals AdamW
/// (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019).
///
/// Decays 0.9 and 0.99, epsilon 1e-8 outside the root, as `optax.adamw` computes it.
final class AdamW {
  /// The floats of one part at most.
  private static let largestPart = 1 << 15

  private static let firstDecay = 0.9
  private static let secondDecay = 0.99
  private static let epsilon: Float = 1e-8

  private let partCount: Int
  private let first: FloatBuffer
  private let second: FloatBuffer

  /// An optimiser at rest for the first `count` floats of a flat buffer, of whose rows of `width`
  /// floats none belongs to two parts.
  init(count: Int, width: Int) {
    partCount = max(1, Self.largestPart / width) * width
    first = FloatBuffer(count: count)
    second = FloatBuffer(count: count)
  }

  /// The parts of a step; each can be taken on its own.
  var parts: Int { (first.count + partCount - 1) / partCount }

  /// Where a part lies in the buffer.
  func range(ofPart part: Int) -> Range<Int> {
    part * partCount..<min((part + 1) * partCount, first.count)
  }

  /// Takes one part of a step, counted from 1, against the gradients times `gradientScale`.
  func step(
    _ step: Int,
    part: Int,
    parameters: UnsafeMutablePointer<Float>,
    gradients: UnsafePointer<Float>,
    gradientScale: Float,
    rate: Float
  ) {
    let range = range(ofPart: part)
    let start = range.lowerBound
    VectorKernels.best.adam(
      parameters + start,
      gradients + start,
      first.base + start,
      second.base + start,
      range.count,
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
