import CKernels
import Testing

@testable import LocalProvider

/// Loss and gradients of the whole model against double precision and finite differences.
struct ModelGradientTests {
  private let shape = ModelShape(width: 16, layers: 2, heads: 2, vocabulary: 11)

  /// Documents of which one has a prompt, one is all prediction, and one is short.
  private let documents: [(tokens: [Int32], promptCount: Int)] = [
    ([0, 3, 5, 2, 7, 7, 0], 3), ([0, 10, 4, 1, 9, 0], 1), ([0, 6, 0], 2),
  ]

  /// Weights with every gain different from 1, so that a forgotten gain shows.
  private var weights: FloatBuffer {
    let weights = InitialParameters.make(shape, seed: 5)
    let layout = ParameterLayout(shape)
    let gains = [layout.outputGain] + layout.layers.flatMap { [$0.attentionGain, $0.hiddenGain] }
    for (index, gain) in gains.enumerated() {
      for (i, value) in normals(gain.count, seed: index, deviation: 0.3).enumerated() {
        weights.base[gain.offset + i] += value
      }
    }
    for (i, value) in normals(layout.embedding.count, seed: 9, deviation: 0.7).enumerated() {
      weights.base[layout.embedding.offset + i] += value
    }
    return weights
  }

  private func referenceLoss(_ parameters: [Double]) -> Double {
    documents.reduce(0) { $0 + ReferenceModel(shape).loss(parameters, $1) }
  }

  @Test func `the loss is that of the same model in double precision`() throws {
    let weights = weights
    let context = context(shape, weights, capacity: 20)
    let row = row(documents)
    try ForwardPass(context).run(row)
    let loss = try OutputLoss(context).value(row)
    let expected = referenceLoss(weights.values.map(Double.init))
    #expect(abs(loss - expected) < 1e-4 * expected)
  }

  /// Compares the gradient of a quarter of the loss with finite differences, in every region.
  private func expectSlopes(
    _ gradient: [Float],
    at parameters: [Double],
    tolerance: Double = 2e-5
  ) {
    let layout = ParameterLayout(shape)
    let regions =
      [layout.embedding, layout.outputGain]
      + layout.layers.flatMap { [$0.attentionGain, $0.hiddenGain] + $0.matrices }
    var generator = RandomGenerator(seed: 3, stream: .sampling)
    for region in regions {
      for _ in 0..<6 {
        let index = region.offset + generator.index(below: region.count)
        var (above, below) = (parameters, parameters)
        above[index] += 1e-4
        below[index] -= 1e-4
        let slope = (referenceLoss(above) - referenceLoss(below)) / 2e-4 * 0.25
        let difference = abs(Double(gradient[index]) - slope)
        #expect(difference < 1e-3 * abs(slope) + tolerance, "offset \(index)")
      }
    }
  }

  @Test func `every region's gradient is that of finite differences`() throws {
    let weights = weights
    let step = try stepGradient(shape, weights, documents, weight: 0.25)
    let parameters = weights.values.map(Double.init)
    #expect(abs(step.loss - referenceLoss(parameters)) < 1e-4 * step.loss)
    let squares = step.gradient.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(step.norm - squares.squareRoot()) < 1e-6 * step.norm)
    expectSlopes(step.gradient, at: parameters)
  }

  @Test func `targets far below the largest logit have exact losses and gradients`() throws {
    let weights = weights
    let layout = ParameterLayout(shape)
    VectorKernels.best.scale(weights.base + layout.embedding.offset, 60, layout.embedding.count)
    let step = try stepGradient(shape, weights, documents, weight: 0.25)
    let parameters = weights.values.map(Double.init)
    let loss = referenceLoss(parameters)
    // More than what the exponential of a 32-bit number can tell apart.
    #expect(loss / 9 > 90)
    #expect(abs(step.loss - loss) < 1e-4 * loss)
    expectSlopes(step.gradient, at: parameters, tolerance: 2e-2)
  }

  @Test(arguments: [(1024, 1), (1024, 7), (1024, 300), (6, 1024), (50, 20)])
  func `a step that is larger than the memory takes several rounds and chunks`(
    places: Int,
    chunk: Int
  ) throws {
    let long = (tokens: [Int32](repeating: 4, count: 40), promptCount: 1)
    let many = Array(repeating: documents + [long], count: 9).flatMap(\.self)
    let weights = weights
    let whole = try stepGradient(shape, weights, many)
    let parts = try stepGradient(shape, weights, many, usualPlaces: places, largestChunk: chunk)
    #expect(abs(parts.loss - whole.loss) < 1e-6 * whole.loss)
    // Sums in another order differ by what the rounding of their largest terms is.
    let largest = whole.gradient.reduce(0) { max($0, abs($1)) }
    for (one, other) in zip(parts.gradient, whole.gradient) {
      #expect(abs(one - other) <= 1e-4 * abs(other) + 3 * .ulpOfOne * largest)
    }
  }

  /// One begins like the first, one is the first's beginning with an end, one is the first again with
  /// another part of it given, and two are the same.
  private let alike: [(tokens: [Int32], promptCount: Int)] = [
    ([0, 3, 5, 2, 7, 7, 0], 1), ([0, 3, 5, 2, 9, 1, 4, 0], 1), ([0, 3, 5, 0], 1),
    ([0, 3, 5, 2, 7, 7, 0], 3), ([0, 10, 4, 1, 9, 0], 2), ([0, 10, 4, 1, 9, 0], 2),
  ]

  @Test(arguments: [1024, 5])
  func `documents that begin alike have the loss and the gradient of each alone`(
    chunk: Int
  ) throws {
    let weights = weights
    let together = try stepGradient(shape, weights, alike, weight: 0.25, largestChunk: chunk)
    let alone = try alike.map { try stepGradient(shape, weights, [$0], weight: 0.25) }
    let loss = alone.reduce(0) { $0 + $1.loss }
    #expect(abs(together.loss - loss) < 1e-6 * loss)
    for index in together.gradient.indices {
      let sum = alone.reduce(0) { $0 + Double($1.gradient[index]) }
      #expect(abs(Double(together.gradient[index]) - sum) <= 1e-4 * abs(sum) + 2e-6)
    }
  }

  @Test func `documents without a prediction have a gradient of nothing`() throws {
    let step = try stepGradient(shape, weights, [([0, 3, 5, 0], 4)])
    #expect(step.loss == 0)
    #expect(step.gradient.allSatisfy { $0 == 0 })
  }
}
