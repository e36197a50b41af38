import Foundation
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

  @Test func `Muon takes the steps that optax takes`() throws {
    for table in try table().muon {
      let region = ParameterLayout.Region(offset: 0, rows: table.rows, columns: table.columns)
      let muon = Muon([region])
      let parameters = FloatBuffer(table.parameters)
      for step in table.rates.indices {
        try muon.step(
          parameters: parameters.base,
          gradients: table.gradients[step],
          rate: table.rates[step]
        )
        expectEqual(parameters, table.results[step], step: step)
      }
    }
  }

  @Test func `Muon trains several matrices and leaves what lies before them`() throws {
    let table = try #require(try table().muon.first)
    let count = table.rows * table.columns
    let regions = (0..<2).map {
      ParameterLayout.Region(offset: 3 + $0 * count, rows: table.rows, columns: table.columns)
    }
    let muon = Muon(regions)
    let parameters = FloatBuffer([1, 2, 3] + table.parameters + table.parameters)
    let gradients = FloatBuffer([7, 7, 7] + table.gradients[0] + table.gradients[0])
    try muon.step(
      parameters: parameters.base,
      gradients: gradients.base,
      rate: table.rates[0]
    )
    let expected = [1, 2, 3] + table.results[0] + table.results[0]
    expectEqual(parameters, expected, step: 0)
  }

  @Test func `AdamW takes the steps that optax takes`() throws {
    for table in try table().adamW {
      let adamW = AdamW(count: table.parameters.count)
      let parameters = FloatBuffer(table.parameters)
      for step in table.rates.indices {
        adamW.step(
          parameters: parameters.base,
          gradients: table.gradients[step],
          rate: table.rates[step]
        )
        expectEqual(parameters, table.results[step], step: step)
      }
    }
  }

  @Test func `a gradient longer than 1 is shortened to 1 and a shorter one is left`() throws {
    let layout = ParameterLayout(ModelShape(width: 8, layers: 1, heads: 1, vocabulary: 3))
    let parameters = FloatBuffer(count: layout.count)
    for (size, expected) in [(10.0, 1.0), (0.5, 0.5)] {
      let gradients = FloatBuffer(normals(layout.count, seed: 1))
      let norm = VectorArithmetic.sumOfSquares(gradients.base, count: layout.count).squareRoot()
      VectorArithmetic.scale(gradients.base, count: layout.count, by: Float(size / norm))
      let optimizer = Optimizer(layout, learningRateMultiplier: 1)
      #expect(
        try optimizer.step(parameters: parameters.base, gradients: gradients.base, factor: 1)
      )
      let clipped = VectorArithmetic.sumOfSquares(gradients.base, count: layout.count)
      #expect(abs(clipped.squareRoot() - expected) < 1e-5)
    }
  }

  @Test(arguments: [Float.nan, .infinity])
  func `a gradient that is not finite changes nothing`(value: Float) throws {
    let layout = ParameterLayout(ModelShape(width: 8, layers: 1, heads: 1, vocabulary: 3))
    let parameters = FloatBuffer(normals(layout.count, seed: 1))
    let before = parameters.values
    let gradients = FloatBuffer(count: layout.count)
    gradients.base[layout.count - 1] = value
    let optimizer = Optimizer(layout, learningRateMultiplier: 1)
    #expect(
      try !optimizer.step(parameters: parameters.base, gradients: gradients.base, factor: 1)
    )
    #expect(parameters.values == before)
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
