import Foundation
import Providers
import Testing

@testable import LocalProvider

/// What is drawn above temperature 0, and how often.
struct SamplingTests {
  /// The logarithms of 0.4, 0.3, 0.2, 0.07 and 0.03, in no order, shifted as logits may be.
  private static let shares: [Double] = [0.07, 0.4, 0.03, 0.3, 0.2]
  private static let logits = shares.map { Float(log($0) + 7) }

  private func draws(
    _ count: Int,
    temperature: Double = 1,
    topP: Double = 1
  ) throws -> [Int] {
    var choice = TokenChoice(
      temperature: temperature,
      Sampling(topP: topP, seed: 11),
      seed: 0,
      prompt: [1, 2],
      place: 0
    )
    let buffer = FloatBuffer(Self.logits)
    return try (0..<count).map { _ in
      Int(try choice.token(buffer.base, count: Self.logits.count))
    }
  }

  /// The sum of squared differences over what was expected; of four degrees of freedom it is above 18.5
  /// once in a thousand times.
  private func chiSquare(_ draws: [Int], _ shares: [Double]) -> Double {
    shares.indices.filter { shares[$0] > 0 }.reduce(0) { sum, token in
      let expected = shares[token] * Double(draws.count)
      let found = Double(draws.count { $0 == token })
      return sum + (found - expected) * (found - expected) / expected
    }
  }

  @Test(arguments: [0.5, 1.0, 2.0])
  func `tokens are drawn as often as the model finds them likely`(temperature: Double) throws {
    let weights = Self.shares.map { pow($0, 1 / temperature) }
    let total = weights.reduce(0, +)
    let draws = try draws(20_000, temperature: temperature)
    #expect(chiSquare(draws, weights.map { $0 / total }) < 18.5)
    // The same draws are no sample of another temperature.
    let other = Self.shares.map { pow($0, 1 / (temperature * 1.2)) }
    #expect(chiSquare(draws, other.map { $0 / other.reduce(0, +) }) > 18.5)
  }

  @Test(arguments: [
    (0.0, [1]), (0.4, [1]), (0.41, [1, 3]), (0.7, [1, 3]), (0.71, [1, 3, 4]), (0.95, [0, 1, 3, 4]),
    (0.999, [0, 1, 2, 3, 4]),
  ])
  func `the nucleus is the fewest likeliest tokens, each as often as its share of it`(
    topP: Double,
    kept: [Int]
  ) throws {
    // A share that is met exactly in theory is not in 32 bits.
    let draws = try draws(20_000, topP: max(0, topP - 0.000_1))
    #expect(Set(draws) == Set(kept))
    let total = kept.reduce(0) { $0 + Self.shares[$1] }
    let shares = Self.shares.indices.map { kept.contains($0) ? Self.shares[$0] / total : 0 }
    #expect(chiSquare(draws, shares) < 18.5)
  }

  private func completions(
    _ prompts: [String],
    temperature: Double = 1,
    _ sampling: Sampling,
    threads: Int = 2,
    onText: (@Sendable (Int, String) -> Void)? = nil
  ) throws -> [Completion] {
    let decoding = Decoding(temperature: temperature, maximumTokens: 8, stop: ["t m", "é"])
    return try withWorkers(threads: threads) {
      let model = tinyModel()
      let decoder = try Decoder(model, decoding, sampling, flag: CancellationFlag())
      let tokens = prompts.map(model.tokenizer.promptTokens)
      return try decoder.continuations(of: tokens, $0, onText: onText).map(\.completion)
    }
  }

  @Test func `equal prompts are drawn differently under a seed, and the same under none`() throws {
    let prompts = Array(repeating: "the cat", count: 40)
    let seeded = try completions(prompts, Sampling(seed: 4))
    #expect(Set(seeded.map(\.text)).count > 35)
    #expect(try completions(prompts, Sampling(seed: 4), threads: 1) == seeded)
    #expect(try completions(prompts, Sampling(seed: 5))[0] != seeded[0])
    #expect(try completions(["the cat"], Sampling(seed: 4)) == [seeded[0]])
    let unseeded = try completions(prompts, Sampling())
    #expect(Set(unseeded.map(\.text)).count == 1)
  }

  @Test func `neither seed nor nucleus changes anything at temperature 0`() throws {
    let prompts = ["the cat", "a dog"]
    let plain = try completions(prompts, temperature: 0, Sampling())
    #expect(try completions(prompts, temperature: 0, Sampling(topP: 0.3, seed: 8)) == plain)
  }

  @Test(arguments: [-0.1, 1.1, .nan])
  func `a share that is none is rejected`(topP: Double) {
    #expect(throws: ProviderError.self) { try completions(["a"], Sampling(topP: topP)) }
  }

  @Test func `the pieces of a text make it up, whatever it is`() throws {
    let pieces = Pieces()
    let prompts = (0..<40).map { "the cat \($0)" }
    let whole = try completions(prompts, temperature: 2, Sampling(seed: 1)) {
      pieces.add($1, to: $0)
    }
    #expect(prompts.indices.map { pieces.text(of: $0) } == whole.map(\.text))
    #expect(pieces.count > prompts.count)
  }
}

/// Texts that come in pieces from several threads.
private final class Pieces: @unchecked Sendable {
  private let lock = NSLock()
  private var texts: [Int: [String]] = [:]

  var count: Int { lock.withLock { texts.values.reduce(0) { $0 + $1.count } } }

  func add(_ text: String, to index: Int) {
    lock.withLock { texts[index, default: []].append(text) }
  }

  func text(of index: Int) -> String { lock.withLock { (texts[index] ?? []).joined() } }
}

struct SettledTextTests {
  private let vocabulary = VocabularyBuilder().vocabulary()

  /// The pieces of a text of which every byte is a token.
  private func pieces(_ bytes: [UInt8], stop: [String]) -> (pieces: [String], text: String) {
    var result = Continuation(
      Decoding(temperature: 0, maximumTokens: bytes.count, stop: stop),
      after: TokenReader(vocabulary)
    )
    var pieces: [String] = []
    for byte in bytes where result.finishReason == nil {
      result.append(Vocabulary.firstByte + Int32(byte))
      pieces.append(result.takeSettledText())
    }
    return (pieces.filter { !$0.isEmpty }, result.completion.text)
  }

  @Test func `what may begin a stop sequence waits until it cannot`() {
    #expect(pieces(Array("one END two".utf8), stop: ["END"]).pieces == ["o", "n", "e", " "])
    #expect(pieces(Array("EEN!".utf8), stop: ["END"]).pieces == ["E", "EN!"])
    #expect(pieces(Array("ababa".utf8), stop: ["abac"]).pieces == ["ab", "aba"])
  }

  @Test func `a character comes whole`() {
    #expect(pieces(Array("a€é".utf8), stop: []).pieces == ["a", "€", "é"])
    #expect(pieces(Array("a🎉b".utf8), stop: ["€"]).pieces == ["a", "🎉", "b"])
  }

  @Test func `pieces make up the text for any bytes and stop sequences`() {
    var generator = RandomGenerator(seed: 1, stream: .sampling)
    let bytes: [UInt8] = [0x61, 0x62, 0x80, 0x9F, 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0xED, 0xFF]
    for _ in 0..<5000 {
      let text = (0..<12).map { _ in bytes[generator.index(below: bytes.count)] }
      let found = pieces(text, stop: ["ab", "aab", "éa", "€"])
      #expect(found.pieces.joined() == found.text)
    }
  }
}
