import Crypto
import Foundation
import Providers
import Testing

@testable import LocalProvider

struct ModelFileTests {
  private func problem(of bytes: [UInt8]) -> ModelFileProblem? {
    do throws(ModelFileProblem) {
      _ = try ModelFile.model(from: bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a model comes back as it was`() throws {
    let model = tinyModel()
    let bytes = ModelFile.bytes(of: model)
    #expect(try ModelFile.model(from: bytes) == model)
    #expect(ModelFile.bytes(of: try ModelFile.model(from: bytes)) == bytes)
  }

  @Test func `the first weights come back from the header`() throws {
    let model = tinyModel(seed: 8)
    let other = LocalModel(
      shape: model.shape,
      parameters: model.parameters,
      tokenizer: model.tokenizer,
      weights: model.weights.map { $0 + 1 }
    )
    #expect(try ModelFile.model(from: ModelFile.bytes(of: other)).untrained == model)
  }

  @Test func `a file cut off anywhere is not accepted`() {
    let bytes = ModelFile.bytes(of: tinyModel())
    for count in Array(0..<600) + [bytes.count / 2, bytes.count - 1] {
      let expected: ModelFileProblem = count < ModelFile.magic.count ? .foreign : .damaged
      #expect(problem(of: Array(bytes[..<count])) == expected, "\(count) bytes")
    }
    #expect(problem(of: bytes + [0]) == .damaged)
  }

  @Test func `a change of any bit of the start or of some of the rest is noticed`() {
    let bytes = ModelFile.bytes(of: tinyModel())
    var generator = RandomGenerator(seed: 1, stream: .sampling)
    let places = Array(0..<160) + (0..<60).map { _ in generator.index(below: bytes.count) }
    for place in places {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(generator.index(below: 8))
      #expect(problem(of: damaged) != nil, "byte \(place)")
    }
  }

  @Test func `a header that makes no sense is refused even with a right checksum`() {
    let bytes = ModelFile.bytes(of: tinyModel())
    var generator = RandomGenerator(seed: 2, stream: .sampling)
    let content = bytes.dropLast(32)
    for round in 0..<600 {
      var changed = Array(content)
      let place = 12 + generator.index(below: 120)
      changed[place] = round % 2 == 0 ? 0xFF : UInt8(generator.index(below: 256))
      changed += SHA256.hash(data: changed)
      // A changed seed, rate or letter is a right file of another model; the rest must be noticed.
      if let model = try? ModelFile.model(from: changed) {
        #expect(model.weights.count == ParameterLayout(model.shape).count)
        #expect(model.tokenizer.vocabulary.count == model.shape.vocabulary)
      }
    }
  }

  @Test func `other files and other versions are told apart from damage`() {
    #expect(problem(of: []) == .foreign)
    #expect(problem(of: Array("GGUF and then some more bytes to be long enough".utf8)) == .foreign)
    var newer = ModelFile.bytes(of: tinyModel())
    newer[8] = 3
    #expect(problem(of: newer) == .otherVersion(3))
    #expect(ModelFileProblem.otherVersion(3).description.hasPrefix("has format 3 and this"))
  }

  @Test func `a shape that no model has is refused`() {
    for shape in [
      ModelShape(width: 0, layers: 1, heads: 1, vocabulary: 1),
      ModelShape(width: 20, layers: 1, heads: 1, vocabulary: 1),
      ModelShape(width: 16, layers: 1, heads: 4, vocabulary: 1),
      ModelShape(width: 16, layers: 1, heads: 0, vocabulary: 1),
      ModelShape(width: 16, layers: 0, heads: 1, vocabulary: 1),
      ModelShape(width: 16, layers: 1, heads: 1, vocabulary: 1 << 20),
      ModelShape(width: 1 << 20, layers: 1 << 20, heads: 1, vocabulary: 1),
    ] {
      #expect(shape.problem != nil)
    }
    #expect(ModelShape(width: 16, layers: 1, heads: 2, vocabulary: 300).problem == nil)
  }
}
