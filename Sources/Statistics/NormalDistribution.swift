#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The standard normal distribution.
enum NormalDistribution {
  /// The 97.5 % quantile, which bounds a 95 % interval.
  static let bound = 1.959963984540054

  /// The 80 % quantile, which a power of 80 % needs.
  static let power = 0.8416212335729143

  /// The probability that |z| is at least so large.
  static func twoSided(_ z: Double) -> Double { erfc(abs(z) / 2.0.squareRoot()) }
}
