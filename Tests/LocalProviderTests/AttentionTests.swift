import Testing

@testable import LocalProvider

struct AttentionTests {
  private let shape = ModelShape(width: 16, layers: 1, heads: 2, vocabulary: 12)

  private func document(_ count: Int, seed: Int, promptCount: Int = 1) -> (
    tokens: [Int32], promptCount: Int
  ) {
    var generator = RandomGenerator(seed: seed, stream: .sampling)
    let tokens = (0..<count).map { _ in Int32(1 + generator.index(below: 11)) }
    return ([0] + tokens + [0], promptCount)
  }

  private func outputRows(_ row: TokenSequences) throws -> [Float] {
    let weights = InitialParameters.make(shape, seed: 2)
    let context = context(shape, weights, capacity: row.count)
    try ForwardPass(context).run(row)
    return Array(context.activations.normalizedOutput.values.prefix(row.count * shape.width))
  }

  @Test func `a document's result does not depend on its neighbours`() throws {
    let second = document(9, seed: 2)
    let one = try outputRows(row([document(20, seed: 1), second, document(5, seed: 3)]))
    let other = try outputRows(row([document(20, seed: 7), second, document(5, seed: 8)]))
    let places = 21 * shape.width..<31 * shape.width
    #expect(Array(one[places]) == Array(other[places]))
    #expect(one[..<places.lowerBound] != other[..<places.lowerBound])
  }

  @Test func `a token's result does not depend on the tokens after it`() throws {
    var changed = document(40, seed: 1)
    let original = changed
    changed.tokens[30] = changed.tokens[30] % 11 + 1
    let one = try outputRows(row([original]))
    let other = try outputRows(row([changed]))
    #expect(one[..<(30 * shape.width)] == other[..<(30 * shape.width)])
    #expect(one[(30 * shape.width)...] != other[(30 * shape.width)...])
  }

  @Test func `a document's gradient does not reach another document`() throws {
    // Only the second document is predicted, so the tokens of the first get no gradient but from
    // the output, which does not look at the rows of the embedding's way in.
    let weights = InitialParameters.make(shape, seed: 2)
    let first: (tokens: [Int32], promptCount: Int) = ([3, 4, 3, 4], 4)
    let second = document(6, seed: 4)
    func gradient(_ documents: [(tokens: [Int32], promptCount: Int)]) throws -> [Float] {
      try stepGradient(shape, weights, documents).gradient
    }
    let together = try gradient([first, second])
    let alone = try gradient([second])
    for (one, other) in zip(together, alone) {
      #expect(abs(one - other) <= 1e-5 * abs(other) + 1e-7)
    }
  }

  @Test(arguments: [1, 14, 15, 16, 30, 31, 32, 33, 63, 64, 65, 150])
  func `documents of any number of query blocks give the loss of double precision`(
    count: Int
  ) throws {
    let document = document(count, seed: count)
    let weights = InitialParameters.make(shape, seed: 2)
    let context = context(shape, weights, capacity: count + 1)
    let row = row([document])
    try ForwardPass(context).run(row)
    let loss = try OutputLoss(context).value(row)
    let expected = ReferenceModel(shape).loss(weights.values.map(Double.init), document)
    #expect(abs(loss - expected) < 1e-4 * expected)
  }

  @Test func `a long document's gradient is that of finite differences`() throws {
    let document = document(140, seed: 6, promptCount: 100)
    let weights = InitialParameters.make(shape, seed: 2)
    let gradient = try stepGradient(shape, weights, [document]).gradient
    let parameters = weights.values.map(Double.init)
    let region = ParameterLayout(shape).layers[0].queriesKeysValues
    var generator = RandomGenerator(seed: 3, stream: .sampling)
    for part in 0..<3 {
      let column = part * shape.width + generator.index(below: shape.width)
      let index = region.offset + generator.index(below: region.rows) * region.columns + column
      var (above, below) = (parameters, parameters)
      above[index] += 1e-3
      below[index] -= 1e-3
      let reference = ReferenceModel(shape)
      let slope = (reference.loss(above, document) - reference.loss(below, document)) / 2e-3
      #expect(abs(Double(gradient[index]) - slope) < 1e-3 * abs(slope) + 2e-4)
    }
  }
}
