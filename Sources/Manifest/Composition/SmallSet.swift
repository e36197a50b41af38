/// A set of small numbers, a bit for each: places of the items of a matrix's list, or of key paths.
struct SmallSet: Hashable, Sendable {
  /// What every number is below; neither a list nor the format has so many items or key paths.
  static let capacity = UInt128.bitWidth

  private var bits: UInt128 = 0

  init() {}

  init(_ numbers: some Sequence<Int>) {
    for number in numbers { insert(number) }
  }

  var isEmpty: Bool { bits == 0 }

  mutating func insert(_ number: Int) {
    precondition((0..<Self.capacity).contains(number), "\(number) is too large for a small set")
    bits |= 1 << number
  }

  func contains(_ number: Int) -> Bool { bits & 1 << number != 0 }

  func union(_ other: SmallSet) -> SmallSet { SmallSet(bits: bits | other.bits) }

  func intersection(_ other: SmallSet) -> SmallSet { SmallSet(bits: bits & other.bits) }

  func subtracting(_ other: SmallSet) -> SmallSet { SmallSet(bits: bits & ~other.bits) }

  /// Takes the largest number out and returns it; nil where there is none.
  mutating func popLast() -> Int? {
    guard bits != 0 else { return nil }
    let number = Self.capacity - 1 - bits.leadingZeroBitCount
    bits &= ~(1 << number)
    return number
  }

  private init(bits: UInt128) { self.bits = bits }
}
