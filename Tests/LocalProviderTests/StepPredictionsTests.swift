import Testing

@testable import LocalProvider

/// Which predictions of a step share a row of logits.
struct StepPredictionsTests {
  /// The predictions of documents dealt out in shards.
  private func predictions(
    _ shards: [[(tokens: [Int32], promptCount: Int)]]
  ) -> StepPredictions {
    let set = set(shards.flatMap(\.self))
    var indices: [ArraySlice<Int>] = []
    var start = 0
    for shard in shards {
      indices.append(Array(start..<start + shard.count)[...])
      start += shard.count
    }
    var result = StepPredictions()
    // What is left of a step before must not show.
    result.take(indices + indices, of: set)
    result.take(indices, of: set)
    return result
  }

  @Test func `predictions after the same tokens share a row`() {
    let found = predictions([
      [([0, 3, 5, 7, 0], 1), ([0, 4, 0], 1)], [([0, 3, 5, 8, 0], 1), ([0, 3, 0], 1)],
    ])
    // After 0 all four, after 0 3 three, after 0 3 5 two. In the order of their tokens the shortest
    // comes first, and leads where the others join it.
    let contexts = [
      [0], [0, 3], [0, 3, 5], [0, 3, 5, 7], [0], [0, 4], [0], [0, 3], [0, 3, 5], [0, 3, 5, 8], [0],
      [0, 3],
    ]
    #expect(found.rows.count == contexts.count)
    for one in contexts.indices {
      for other in contexts.indices {
        #expect((found.rows[one] == found.rows[other]) == (contexts[one] == contexts[other]))
      }
    }
    #expect(found.leaders == [2, 3, 5, 9, 10, 11])
    #expect(found.leaders.map { found.rows[$0] } == Array(0..<6))
    #expect(found.bounds.map(\.prediction) == [0, 6, 12])
    #expect(found.bounds.map(\.row) == [0, 3, 6])
  }

  @Test func `only predictions that count share a row`() {
    let found = predictions([
      [([0, 3, 5, 7, 0], 3), ([0, 3, 5, 7, 0], 4), ([0, 3, 5, 7, 0], 5)]
    ])
    #expect(found.rows == [0, 1, 1])
    #expect(found.leaders == [0, 1])
  }

  @Test func `equal documents share all rows`() {
    let found = predictions([[([0, 3, 5, 0], 1)], [([0, 3, 5, 0], 1)], []])
    #expect(found.rows == [0, 1, 2, 0, 1, 2])
    #expect(found.bounds.map(\.row) == [0, 3, 3, 3])
  }
}
