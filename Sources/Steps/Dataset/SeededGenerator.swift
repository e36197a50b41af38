/// A random generator whose numbers depend on its seed alone, on every machine and in every version.
///
/// SplitMix64, from Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators* (2014).
struct SeededGenerator {
  private var state: UInt64

  /// Begins one of the independent streams of a seed.
  init(seed: UInt64, stream: UInt64) {
    state = Self.mixed(seed &+ Self.mixed(stream &+ Self.increment))
  }

  /// The next 64 random bits.
  mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mixed(state)
  }

  /// A number from 0 up to, not including, `bound`, each as likely as the others.
  ///
  /// Numbers above the largest multiple of `bound` are drawn again, so that none is preferred.
  mutating func next(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a range to draw from is never empty")
    let excess = (UInt64.max % bound + 1) % bound
    while true {
      let drawn = next()
      if drawn <= UInt64.max - excess { return drawn % bound }
    }
  }

  /// A number of the range, each as likely as the others.
  mutating func next(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next(below: UInt64(range.count)))
  }

  /// The finalizer of SplitMix64: a one-to-one map whose every output bit depends on every input bit.
  static func mixed(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
}
