import Testing

@testable import Steps

struct SeededOrderTests {
  @Test(arguments: [1, 2, 3, 4, 5, 16, 17, 100, 1025])
  func `a permutation gives every number once`(count: UInt64) {
    for seed in UInt64(0)..<5 {
      let order = SeededPermutation(count: count, seed: seed, stream: 7)
      let numbers = (0..<count).map { order[$0] }
      #expect(Set(numbers) == Set(0..<count))
    }
  }

  @Test(arguments: [2, 3, 4, 5, 16, 17, 100, 1025])
  func `a derangement is a permutation without a fixed point`(count: Int) {
    for seed in UInt64(0)..<20 {
      let order = SeededDerangement(count: count, seed: seed, stream: 7)
      let numbers = (0..<count).map { order[$0] }
      #expect(Set(numbers) == Set(0..<count))
      for (place, number) in numbers.enumerated() { #expect(place != number) }
    }
  }

  @Test func `seeds and streams give other derangements`() {
    let streams: [(seed: UInt64, stream: UInt64)] = [(1, 7), (2, 7), (1, 8)]
    let orders = streams.map { seed, stream in
      let order = SeededDerangement(count: 50, seed: seed, stream: stream)
      return (0..<50).map { order[$0] }
    }
    #expect(Set(orders).count == 3)
  }
}
