import Foundation
import Synchronization
import Testing

@testable import LocalProvider

/// The optimisers against what optax computed; `Reference/optimizers.py` made the numbers.
struct OptimizerTests {
  struct Case: Decodable, Sendable {
    var rows: Int
    var columns: Int
    var rates: [Float]
    var parameters: [Float]
    var gradients: [[Float]]
    var results: [[Float]]
  }

  struct Table: Decodable {
    var muon: [Case]
    var adamW: [Case]
  }

  private func table() throws -> Table {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("Reference/optimizers.json")
    return try JSONDecoder().decode(Table.self, from: Data(contentsOf: file))
  }

  private func expectEqual(_ found: FloatBuffer, _ expected: [Float], step: Int) {
    for (value, wanted) in zip(found.values, expected) {
      #expect(abs(value - wanted) < 2e-5, "step \(step)")
    }
  }

  private func step(
    _ muon: Muon,
    _ step: Int,
    _ parameters: FloatBuffer,
    _ gradients: [Float],
    rate: Float
  ) throws {
    let workplace = muon.makeWorkplace()
    for part in muon.regions.indices {
      try muon.step(
        step,
        part: part,
        parameters: parameters.base,
        gradients: gradients,
        gradientScale: 1,
        rate: rate,
        at: workplace
      )
    }
  }

  @Test func `Muon takes the steps that optax takes`() throws {
    for table in try table().muon {
      let region = ParameterLayout.Region(offset: 0, rows: table.rows, columns: table.columns)
      let muon = Muon([region])
      let parameters = FloatBuffer(table.parameters)
      for (index, rate) in table.rates.enumerated() {
        try step(muon, index + 1, parameters, table.gradients[index], rate: rate)
        expectEqual(parameters, table.results[index], step: index)
      }
    }
  }

  @Test func `Muon trains several matrices and leaves what lies before them`() throws {
    let table = try #require(try table().muon.first)
    let count = table.rows * table.columns
    let regions = (0..<2).map {
      ParameterLayout.Region(offset: 3 + $0 * count, rows: table.rows, columns: table.columns)
    }
    let parameters = FloatBuffer([1, 2, 3] + table.parameters + table.parameters)
    let gradients = [7, 7, 7] + table.gradients[0] + table.gradients[0]
    try step(Muon(regions), 1, parameters, gradients, rate: table.rates[0])
    let expected = [1, 2, 3] + table.results[0] + table.results[0]
    expectEqual(parameters, expected, step: 0)
  }

  @Test func `AdamW takes the steps that optax takes`() throws {
    for table in try table().adamW {
      let adamW = AdamW(count: table.parameters.count, width: 1)
      let parameters = FloatBuffer(table.parameters)
      for step in table.rates.indices {
        adamW.step(
          step + 1,
          part: 0,
          parameters: parameters.base,
          gradients: table.gradients[step],
          gradientScale: 1,
          rate: table.rates[step]
        )
        expectEqual(parameters, table.results[step], step: step)
      }
    }
  }

  /// A step's parameters with gradients of a given norm.
  private func parameters(afterGradientsOfNorm norm: Double) throws -> [Float] {
    let layout = ParameterLayout(ModelShape(width: 8, layers: 1, heads: 1, vocabulary: 3))
    let parameters = FloatBuffer(count: layout.count)
    let directions = normals(layout.count, seed: 1)
    let length = directions.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let optimizer = Optimizer(layout, learningRateMultiplier: 1, workers: 1)
    try withWorkers(threads: 1) { pool in
      // A second step with gradients of another length, so that the first one's length matters.
      for norm in [norm, 0.5] {
        let gradients = directions.map { Float(Double($0) * norm / length) }
        try optimizer.step(
          parameters: parameters.base,
          gradients: gradients,
          gradientNorm: norm,
          factor: 1,
          pool,
          whenChanged: { _ in }
        )
      }
    }
    return parameters.values
  }

  @Test func `a gradient longer than 1 is shortened to 1 and a shorter one is left`() throws {
    let one = try parameters(afterGradientsOfNorm: 1)
    for (x, y) in zip(try parameters(afterGradientsOfNorm: 10), one) {
      #expect(abs(x - y) < 1e-6)
    }
    let half = try parameters(afterGradientsOfNorm: 0.5)
    #expect(zip(half, one).contains { abs($0 - $1) > 1e-3 })
  }
}

struct ChangedParametersTests {
  @Test func `every parameter belongs to one part of a step, and its transpose follows it`() throws
  {
    // An embedding of more floats than one part of AdamW's.
    let layout = ParameterLayout(ModelShape(width: 24, layers: 1, heads: 3, vocabulary: 3001))
    let matrices = [layout.embedding] + layout.layers.flatMap(\.matrices)
    let transposed = TransposedParameters(of: matrices)
    let parameters = FloatBuffer(normals(layout.count, seed: 1))
    let optimizer = Optimizer(layout, learningRateMultiplier: 1, workers: 2)
    let ranges = Mutex<[Range<Int>]>([])
    try withWorkers { pool in
      try optimizer.step(
        parameters: parameters.base,
        gradients: normals(layout.count, seed: 2),
        gradientNorm: 1,
        factor: 1,
        pool
      ) { range in
        ranges.withLock { $0.append(range) }
        transposed.update(range, from: parameters.base)
      }
    }
    let sorted = ranges.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
    #expect(sorted.count > layout.layers[0].matrices.count + 1)
    #expect(sorted.first?.lowerBound == 0 && sorted.last?.upperBound == layout.count)
    #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    let whole = TransposedParameters(of: matrices)
    whole.update(from: parameters.base)
    for region in matrices {
      let (one, other) = (transposed.matrix(region), whole.matrix(region))
      #expect((0..<region.count).allSatisfy { one.base[$0] == other.base[$0] })
      #expect(other.base[1] == parameters.base[region.offset + region.columns])
    }
  }
}

struct ShardGradientsTests {
  @Test(arguments: [1, 2, 4], [0, 10, 32_768, 40_000, 70_000])
  func `the sum is over the shards of the step, and the norm is the sum's`(
    count: Int,
    unshared: Int
  ) throws {
    let size = 70_000
    let gradients = ShardGradients(count: size, unshared: unshared, shards: 4)
    var expected = [Double](repeating: 0, count: size)
    for shard in 0..<4 {
      for (i, value) in normals(size, seed: shard).enumerated() {
        gradients[shard].base[i] = value
        if shard == 0 || shard < count && i >= unshared { expected[i] += Double(value) }
      }
    }
    let norm = try withWorkers { try gradients.add(shards: count, $0) }
    #expect((0..<size).allSatisfy { abs(Double(gradients.sum[$0]) - expected[$0]) < 1e-5 })
    let wanted = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(norm - wanted) < 1e-6 * wanted)
  }

  @Test(arguments: [Float.nan, .infinity])
  func `a gradient that is not finite shows in the norm`(value: Float) throws {
    let gradients = ShardGradients(count: 70_000, unshared: 40_000, shards: 2)
    gradients[1].base[69_999] = value
    #expect(try withWorkers { try !gradients.add(shards: 2, $0).isFinite })
  }
}

struct ShardsTests {
  private func set(_ places: [Int]) -> DocumentSet {
    var set = DocumentSet()
    for count in places {
      set.append((tokens: Array(repeating: 0, count: count + 1), promptCount: 1))
    }
    return set
  }

  @Test(arguments: [
    (documents: 1, places: 4000, shards: 1), (8, 100, 1), (8, 128, 2), (8, 255, 2), (8, 256, 4),
    (2, 2000, 2), (3, 2000, 2), (256, 11_000, 8), (8, 360, 4),
  ])
  func `there are as many shards as documents and places allow, a power of two`(
    documents: Int,
    places: Int,
    shards: Int
  ) {
    #expect(Shards.count(documents: documents, places: places) == shards)
  }

  @Test func `every document is in one shard, and the shards are nearly equal`() {
    let places = [18, 130, 17, 90, 19, 60, 16, 110]
    let set = set(places)
    let batch = [7, 3, 0, 5, 2, 6, 4, 1]
    let shards = Shards.divide(batch[...], of: set)
    #expect(shards.count == 4)
    #expect(shards.flatMap(\.self).sorted() == Array(0..<8))
    let totals = shards.map { $0.reduce(0) { $0 + places[$1] } }
    #expect(totals == totals.sorted(by: >))
    #expect(totals[0] == 130)
  }

  @Test func `equal documents are dealt out in their order`() {
    let set = set(Array(repeating: 64, count: 6))
    #expect(Shards.divide([5, 4, 3, 2, 1, 0][...], of: set) == [[5, 1], [4, 0], [3], [2]])
  }
}

struct LearningRateScheduleTests {
  @Test func `the factor rises to 1 over the warm-up and falls to 0.03 at the last step`() {
    let schedule = LearningRateSchedule(steps: 1640)
    #expect(schedule.warmUpSteps == 54)
    #expect(schedule.factor(atStep: 1) == 1.0 / 54)
    #expect(schedule.factor(atStep: 54) == 1)
    #expect(abs(schedule.factor(atStep: 847) - 0.515) < 1e-9)
    #expect(abs(schedule.factor(atStep: 1640) - 0.03) < 1e-12)
  }

  @Test(arguments: 1...40)
  func `a short job's factors stay above 0 and reach 1`(steps: Int) {
    let schedule = LearningRateSchedule(steps: steps)
    let factors = (1...steps).map(schedule.factor)
    #expect(factors.allSatisfy { $0 > 0 && $0 <= 1 })
    #expect(factors.contains(1))
  }
}
