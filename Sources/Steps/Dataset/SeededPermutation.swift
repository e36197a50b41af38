/// A random order of the numbers below a bound that takes no memory: each place is computed.
///
/// A balanced Feistel network over the smallest even number of bits that holds the bound is a
/// one-to-one map of these bits. A value that falls outside the bound is mapped again until it falls
/// inside ("cycle walking", Black and Rogaway, *Ciphers with Arbitrary Finite Domains*, 2002), which
/// takes less than four steps on average.
struct SeededPermutation {
  private let count: UInt64
  private let halfBits: UInt64
  private let keys: [UInt64]

  /// The order that a stream of a seed gives to the numbers below `count`.
  init(count: UInt64, seed: UInt64, stream: UInt64) {
    self.count = count
    var halfBits: UInt64 = 1
    while halfBits < 31, 1 << (2 * halfBits) < count { halfBits += 1 }
    precondition(count <= 1 << (2 * halfBits), "a permutation is of at most 2^62 numbers")
    self.halfBits = halfBits
    var generator = SeededGenerator(seed: seed, stream: stream)
    keys = (0..<8).map { _ in generator.next() }
  }

  /// The number at a place of the order; both are below the count.
  subscript(place: UInt64) -> UInt64 {
    precondition(place < count, "a place is below the count of its permutation")
    var value = encrypted(place)
    while value >= count { value = encrypted(value) }
    return value
  }

  private func encrypted(_ value: UInt64) -> UInt64 {
    let mask: UInt64 = (1 << halfBits) - 1
    var left = value >> halfBits
    var right = value & mask
    for key in keys {
      (left, right) = (right, left ^ (SeededGenerator.mixed(right ^ key) & mask))
    }
    return left << halfBits | right
  }
}
