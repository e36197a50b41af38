#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The exponentials and normalisations of rows of scores.
enum SoftmaxRows {
  /// The largest float of a row; `count` is at least 1.
  static func maximum(_ x: UnsafePointer<Float>, count: Int) -> Float {
    let end = vectorEnd(count)
    var largest = -Float.infinity
    if end > 0 {
      var lanes = x.lanes(at: 0)
      for i in stride(from: 8, to: end, by: 8) {
        let next = x.lanes(at: i)
        lanes.replace(with: next, where: next .> lanes)
      }
      largest = lanes.max()
    }
    for i in end..<count where x[i] > largest {
      largest = x[i]
    }
    return largest
  }

  /// Replaces each float by `e^(x - offset)` and returns their sum.
  static func exponentiate(
    _ x: UnsafeMutablePointer<Float>,
    count: Int,
    offset: Float
  ) -> Float {
    let end = vectorEnd(count)
    var total = Lanes.zero
    for i in stride(from: 0, to: end, by: 8) {
      let value = Exponential.of(x.lanes(at: i) - offset)
      x.setLanes(at: i, to: value)
      total += value
    }
    var rest: Float = 0
    for i in end..<count {
      x[i] = Exponential.of(x[i] - offset)
      rest += x[i]
    }
    return sum(of: total) + rest
  }

  /// Replaces a row of logits by the gradient of its cross-entropy and returns the cross-entropy.
  ///
  /// The cross-entropy is `log Σ e^x - x[target]` in nats; its gradient, `softmax(x)` less 1 at the
  /// target, is multiplied by `weight`.
  static func crossEntropy(
    _ x: UnsafeMutablePointer<Float>,
    count: Int,
    target: Int,
    weight: Float
  ) -> Double {
    let largest = maximum(x, count: count)
    let chosen = x[target]
    let total = exponentiate(x, count: count, offset: largest)
    VectorArithmetic.scale(x, count: count, by: weight / total)
    x[target] -= weight
    return log(Double(total)) + Double(largest) - Double(chosen)
  }

  /// The natural logarithm of the softmax of a row at one place.
  static func logProbability(_ x: UnsafePointer<Float>, count: Int, of target: Int) -> Double {
    let largest = Double(maximum(x, count: count))
    var total = 0.0
    for i in 0..<count {
      total += exp(Double(x[i]) - largest)
    }
    return Double(x[target]) - largest - log(total)
  }
}
