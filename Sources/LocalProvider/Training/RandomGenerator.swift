#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The source of everything random in a job: xoshiro256** by Blackman and Vigna
/// ("Scrambled Linear Pseudorandom Number Generators", 2021), started from SplitMix64.
struct RandomGenerator: RandomNumberGenerator, Sendable {
  /// What the numbers are for; each purpose has numbers of its own.
  enum Stream: UInt64, Sendable {
    /// A model's first weights.
    case initialParameters = 1

    /// The order of the documents in each epoch.
    case documentOrder = 2

    /// Tokens that are drawn and not the likeliest.
    case sampling = 3
  }

  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The second of a pair of normal deviates, not yet handed out.
  private var spare: Double?

  /// The numbers of one purpose for a seed; `index` tells several users of a purpose apart.
  init(seed: Int, stream: Stream, index: Int = 0) {
    var mixer = UInt64(bitPattern: Int64(seed))
    mixer = Self.splitMix(&mixer) ^ stream.rawValue
    mixer = Self.splitMix(&mixer) ^ UInt64(bitPattern: Int64(index))
    state = (
      Self.splitMix(&mixer), Self.splitMix(&mixer), Self.splitMix(&mixer), Self.splitMix(&mixer)
    )
  }

  private static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The next 64 random bits.
  mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ places: UInt64) -> UInt64 { (x << places) | (x >> (64 - places)) }
    let result = rotated(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, 45)
    return result
  }

  /// A number from 0 up to but not including 1, with 53 random bits.
  mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A whole number from 0 up to but not including a bound of at least 1, all equally likely.
  mutating func index(below bound: Int) -> Int {
    // Lemire, "Fast Random Integer Generation in an Interval", 2019.
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold {
        product = next().multipliedFullWidth(by: bound)
      }
    }
    return Int(product.high)
  }

  /// A deviate of the normal distribution with mean 0 and variance 1, by Marsaglia's polar method.
  mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let x = 2 * unit() - 1
      let y = 2 * unit() - 1
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let scale = (-2 * log(square) / square).squareRoot()
      spare = y * scale
      return x * scale
    }
  }

  /// The numbers from 0 up to a count in random order, by Fisher and Yates.
  mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, index(below: last + 1))
    }
    return order
  }
}
