#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What attention does with the scores of one query.
enum AttentionRow {
  private static let steps = Lanes(0, 1, 2, 3, 4, 5, 6, 7)

  /// Replaces the scores by probabilities and returns the logarithm of the exponentials' sum.
  ///
  /// The first `visible` scores get the bias `-slope * distance` to the last of them; the scores
  /// from `visible` to `count` become 0.
  static func softmax(
    _ x: UnsafeMutablePointer<Float>,
    visible: Int,
    count: Int,
    slope: Float
  ) -> Float {
    addBias(x, visible: visible, slope: slope, offset: 0)
    let largest = SoftmaxRows.maximum(x, count: visible)
    let total = SoftmaxRows.exponentiate(x, count: visible, offset: largest)
    VectorArithmetic.scale(x, count: visible, by: 1 / total)
    (x + visible).update(repeating: 0, count: count - visible)
    return largest + log(total)
  }

  /// Replaces the scores by probabilities, and the probabilities' gradients by the scores'.
  ///
  /// `logSum` is what `softmax` returned, `shared` the sum over the row of probability times
  /// gradient.
  static func gradient(
    scores: UnsafeMutablePointer<Float>,
    gradients: UnsafeMutablePointer<Float>,
    visible: Int,
    count: Int,
    slope: Float,
    logSum: Float,
    shared: Float
  ) {
    addBias(scores, visible: visible, slope: slope, offset: logSum)
    _ = SoftmaxRows.exponentiate(scores, count: visible, offset: 0)
    for i in 0..<visible {
      gradients[i] = scores[i] * (gradients[i] - shared)
    }
    (scores + visible).update(repeating: 0, count: count - visible)
    (gradients + visible).update(repeating: 0, count: count - visible)
  }

  /// Subtracts from the first `visible` scores the distance to the last of them times the slope,
  /// and an offset.
  private static func addBias(
    _ x: UnsafeMutablePointer<Float>,
    visible: Int,
    slope: Float,
    offset: Float
  ) {
    let end = vectorEnd(visible)
    let first = -slope * Float(visible - 1) - offset
    let increments = steps * slope
    for i in stride(from: 0, to: end, by: 8) {
      x.addLanes(at: i, increments + (first + slope * Float(i)))
    }
    for i in end..<visible {
      x[i] += first + slope * Float(i)
    }
  }
}
