/// A random order of the numbers below a count in which none keeps its place.
///
/// Every number goes to the next one of a random cycle through all of them, so no number of two or
/// more goes to itself. Of the orders without a fixed point it gives those of one cycle, as S.
/// Sattolo's algorithm does (*An algorithm to generate a random cyclic permutation*, 1986), and it
/// takes no memory.
struct SeededDerangement {
  private let count: UInt64
  private let cycle: SeededPermutation

  /// The order that a stream of a seed gives to the numbers below `count`, which is no 1.
  init(count: Int, seed: UInt64, stream: UInt64) {
    precondition(count != 1, "a single number has no other place to go to")
    self.count = UInt64(count)
    cycle = SeededPermutation(count: UInt64(count), seed: seed, stream: stream)
  }

  /// What stands in the place of a number; both are below the count.
  subscript(number: Int) -> Int {
    Int(cycle[(cycle.place(of: UInt64(number)) + 1) % count])
  }
}
