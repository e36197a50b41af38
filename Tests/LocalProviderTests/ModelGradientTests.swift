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

  @Test func `every region's gradient is that of finite differences`() throws {
    let weights = weights
    let context = context(shape, weights, capacity: 20)
    let gradients = FloatBuffer(count: context.layout.count)
    let row = row(documents)
    try ForwardPass(context).run(row)
    let total = try BackwardPass(context, gradients: gradients, adds: false)
      .run(row, weight: 0.25)
    let parameters = weights.values.map(Double.init)
    #expect(abs(total - referenceLoss(parameters)) < 1e-4 * total)

    let layout = context.layout
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
        let difference = abs(Double(gradients.base[index]) - slope)
        #expect(difference < 1e-3 * abs(slope) + 2e-5, "offset \(index)")
      }
    }
  }

  @Test func `a gradient replaces what is there, or is added to it`() throws {
    let context = context(shape, weights, capacity: 20)
    let row = row(documents)
    let once = FloatBuffer(count: context.layout.count)
    let twice = FloatBuffer(count: context.layout.count)
    once.base.update(repeating: 7, count: once.count)
    for (gradients, adds) in [(once, [false]), (twice, [false, true])] {
      for adds in adds {
        try ForwardPass(context).run(row)
        _ = try BackwardPass(context, gradients: gradients, adds: adds).run(row, weight: 1)
      }
    }
    for (one, two) in zip(once.values, twice.values) {
      #expect(abs(two - 2 * one) <= 1e-4 * abs(two) + 1e-6)
    }
  }

  @Test func `documents without a prediction have a gradient of nothing`() throws {
    let context = context(shape, weights, capacity: 20)
    let row = row([([0, 3, 5, 0], 4)])
    let gradients = FloatBuffer(count: context.layout.count)
    gradients.base.update(repeating: .nan, count: gradients.count)
    try ForwardPass(context).run(row)
    let loss = try BackwardPass(context, gradients: gradients, adds: false).run(row, weight: 1)
    #expect(loss == 0)
    #expect(gradients.values.allSatisfy { $0 == 0 })
  }
}
