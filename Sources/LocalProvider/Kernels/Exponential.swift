/// The exponential function for eight floats at once, or one.
///
/// It is computed as `2^n * e^r` with `n` the nearest whole number to `x / ln 2` and
/// `e^r` from the polynomial of the Cephes library's `expf`; the relative error is below 2e-7.
/// Arguments are clamped to [-87, 88], where the result is neither infinite nor denormal; what is
/// not a number stays so.
enum Exponential {
  private static let log2e: Float = 1.442_695_04
  private static let ln2High: Float = 0.693_359_375
  private static let ln2Low: Float = -2.121_944_4e-4

  /// Adding and subtracting 1.5 * 2^23 rounds to a whole number without a library call.
  private static let rounder: Float = 12_582_912

  /// `e` to the power of each of the eight floats.
  @inline(__always)
  static func of(_ argument: Lanes) -> Lanes {
    let tooLow = argument .< -87
    let tooHigh = argument .> 88
    let x = argument.replacing(with: -87, where: tooLow).replacing(with: 88, where: tooHigh)
    let shifted = x * log2e + rounder
    let n = shifted - rounder
    let r = x - n * ln2High - n * ln2Low
    var p = Lanes(repeating: 1.987_569_15e-4)
    p = p * r + 1.398_199_95e-3
    p = p * r + 8.333_451_9e-3
    p = p * r + 4.166_579_6e-2
    p = p * r + 1.666_666_55e-1
    p = p * r + 5.000_000_1e-1
    let e = p * (r * r) + r + 1
    // The rounded number's low mantissa bits hold n; shifted left they are the exponent of 2^n.
    let bits = unsafeBitCast(shifted, to: SIMD8<Int32>.self)
    // A product and not a sum of bits, so that what is not a number stays so.
    return e * unsafeBitCast((bits &+ 127) &<< 23, to: Lanes.self)
  }

  /// `e` to the power of one float, the same number as the vector form gives.
  @inline(__always)
  static func of(_ argument: Float) -> Float {
    of(Lanes(repeating: argument))[0]
  }
}
