/// Adam with bias correction and without weight decay, where it equals AdamW
/// (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019).
///
/// Decays 0.9 and 0.99, epsilon 1e-8 outside the root, as `optax.adamw` computes it.
final class AdamW {
  private static let firstDecay = 0.9
  private static let secondDecay = 0.99
  private static let epsilon: Float = 1e-8

  private let first: FloatBuffer
  private let second: FloatBuffer
  private var steps = 0

  /// An optimiser at rest for the first `count` floats of a flat buffer.
  init(count: Int) {
    first = FloatBuffer(count: count)
    second = FloatBuffer(count: count)
  }

  /// Takes one step against the gradients, multiplied by `rate`.
  func step(
    parameters: UnsafeMutablePointer<Float>,
    gradients: UnsafePointer<Float>,
    rate: Float
  ) {
    steps += 1
    let firstScale = Float(1 / (1 - power(Self.firstDecay, steps)))
    let secondScale = Float(1 / (1 - power(Self.secondDecay, steps)))
    let (firstKept, firstAdded) = (Float(Self.firstDecay), Float(1 - Self.firstDecay))
    let (secondKept, secondAdded) = (Float(Self.secondDecay), Float(1 - Self.secondDecay))
    let (mean, square) = (first.base, second.base)
    for i in 0..<first.count {
      let gradient = gradients[i]
      let m = mean[i] * firstKept + gradient * firstAdded
      let v = square[i] * secondKept + gradient * gradient * secondAdded
      mean[i] = m
      square[i] = v
      parameters[i] -= rate * (m * firstScale) / ((v * secondScale).squareRoot() + Self.epsilon)
    }
  }
}
