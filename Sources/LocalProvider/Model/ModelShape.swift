#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How many numbers a model has and how they are arranged.
struct ModelShape: Hashable, Sendable {
  /// Floats that stand for one token between the layers; a multiple of 8 times `heads`.
  var width: Int

  /// Layers, each of attention and a hidden half.
  var layers: Int

  /// Attention heads of a layer; each sees `width / heads` floats.
  var heads: Int

  /// The tokens that the model knows.
  var vocabulary: Int

  /// Floats that one attention head sees of a token.
  var headWidth: Int { width / heads }

  /// Floats between the two matrices of a layer's second half.
  var hidden: Int { 4 * width }

  /// What is wrong with the shape, or nil if a model can have it.
  ///
  /// The bounds are far above every size offered; they keep the arithmetic on a shape that was
  /// read from a damaged file from overflowing.
  var problem: String? {
    guard (1...4096).contains(width), (1...64).contains(layers), (1...64).contains(heads) else {
      return "a width of \(width) with \(layers) layers and \(heads) heads"
    }
    guard width % (heads * 8) == 0 else {
      return "a width of \(width), which \(heads) heads of a multiple of 8 cannot share"
    }
    guard (1...Vocabulary.largestCount).contains(vocabulary) else {
      return "a vocabulary of \(vocabulary) tokens"
    }
    return nil
  }

  /// The factor on the distance between two tokens that a head subtracts from its scores.
  ///
  /// Press, Smith and Lewis, "Train Short, Test Long: Attention with Linear Biases", 2022, with
  /// three eighths of their exponent: `2^(-3 k / heads)` for the head `k` from 1.
  func distanceSlope(ofHead head: Int) -> Float {
    let exponent = -3 * Double(head + 1) / Double(heads)
    return Float(exp2(exponent))
  }
}
