#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Functions that distributions are made of.
enum SpecialFunctions {
  /// The natural logarithm of the gamma function of a positive number.
  static func logGamma(_ x: Double) -> Double {
    #if canImport(Glibc)
    var sign: Int32 = 0
    // `lgamma` writes the sign to a variable that all threads share.
    return lgamma_r(x, &sign)
    #else
    return lgamma(x)
    #endif
  }

  /// The regularised incomplete beta function I_x(a, b) for positive a and b, and x from 0 to 1.
  ///
  /// Its continued fraction by Lentz's method: W. H. Press et al., Numerical Recipes, 3rd edition (2007), 6.4.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    // The fraction converges fast on this side of the mean.
    guard x <= (a + 1) / (a + b + 2) else { return 1 - incompleteBeta(1 - x, b, a) }
    let logFront =
      a * log(x) + b * log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)
    return exp(logFront) * betaFraction(x, a, b) / a
  }

  private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func atLeastTiny(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / atLeastTiny(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...100_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / atLeastTiny(1 + even * d)
      c = atLeastTiny(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / atLeastTiny(1 + odd * d)
      c = atLeastTiny(1 + odd / c)
      result *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return result
  }
}
