import Testing

@testable import LocalProvider

struct RandomGeneratorTests {
  @Test func `the numbers of a seed never change`() {
    var generator = RandomGenerator(seed: 27, stream: .initialParameters)
    let numbers = (0..<3).map { _ in generator.next() }
    #expect(
      numbers == [13_280_643_713_113_949_927, 6_363_604_885_513_699_892, 3_429_670_666_055_778_391]
    )
    var order = RandomGenerator(seed: 27, stream: .documentOrder)
    #expect(order.permutation(of: 8) == [7, 3, 1, 4, 2, 5, 0, 6])
  }

  @Test func `seeds, purposes and users have numbers of their own`() {
    var seen: Set<UInt64> = []
    for seed in [Int.min, -1, 0, 1, 2, Int.max] {
      for index in [0, 1, Int.min] {
        for stream in [RandomGenerator.Stream.initialParameters, .documentOrder, .sampling] {
          var generator = RandomGenerator(seed: seed, stream: stream, index: index)
          seen.insert(generator.next())
        }
      }
    }
    #expect(seen.count == 54)
  }

  @Test func `normal deviates have mean 0 and variance 1`() {
    var generator = RandomGenerator(seed: 1, stream: .sampling)
    let values = (0..<20_000).map { _ in generator.normal() }
    let mean = values.reduce(0, +) / 20_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.05)
  }

  @Test(arguments: [0, 1, 2, 100])
  func `a permutation has every number once`(count: Int) {
    var generator = RandomGenerator(seed: 4, stream: .documentOrder)
    #expect(generator.permutation(of: count).sorted() == Array(0..<count))
  }

  @Test func `whole numbers below a bound are about equally frequent`() {
    var generator = RandomGenerator(seed: 4, stream: .sampling)
    var counts = [0, 0, 0]
    for _ in 0..<6000 { counts[generator.index(below: 3)] += 1 }
    #expect(counts.allSatisfy { (1800...2200).contains($0) })
  }
}
