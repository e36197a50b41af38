/// A random order of the numbers below a count in which none keeps its place.
///
/// Every number goes to the next one of a random cycle through all of them, so no number of two or
/// more goes to itself. Of the orders without a fixed point it gives those of one cycle, as S.
/// Sattolo's algorithm does (*An algorithm to generate a random cyclic permutation*, 1986).
struct SeededDerangement {
  /// What stands in the place of each number.
  private var successors: [Int]

  /// The order that a stream of a seed gives to the numbers below `count`, which is no 1.
  init(count: Int, seed: UInt64, stream: UInt64) {
    precondition(count != 1, "a single number has no other place to go to")
    successors = Array(repeating: 0, count: count)
    let order = SeededPermutation(count: UInt64(count), seed: seed, stream: stream)
    let cycle = (0..<UInt64(count)).map { Int(order[$0]) }
    for (number, next) in zip(cycle, cycle.dropFirst() + cycle.prefix(1)) {
      successors[number] = next
    }
  }

  /// What stands in the place of a number; both are below the count.
  subscript(number: Int) -> Int { successors[number] }
}
