import Providers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Chooses the next token of one continuation.
struct TokenChoice {
  private let temperature: Double
  private var generator: RandomGenerator

  /// The choices after a prompt.
  ///
  /// What is drawn depends on the model's seed and on the prompt alone, so that a continuation is
  /// the same whichever other prompts it is asked with.
  init(temperature: Double, seed: Int, prompt: [Int32]) {
    self.temperature = temperature
    // FNV-1a (Fowler, Noll and Vo) over the tokens; Swift's own hashes differ between processes.
    let hash = prompt.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64(UInt32(bitPattern: $1))) &* 0x100_0000_01b3
    }
    let index = Int(truncatingIfNeeded: hash)
    generator = RandomGenerator(seed: seed, stream: .sampling, index: index)
  }

  /// The next token: the likeliest at temperature 0, else one drawn from `softmax(x / temperature)`.
  ///
  /// - Throws: `ProviderError.rejected` where the logits are not finite.
  mutating func token(
    _ logits: UnsafePointer<Float>,
    count: Int
  ) throws(ProviderError) -> Int32 {
    guard let best = Self.indexOfLargest(logits, count: count), logits[best].isFinite else {
      throw .rejected(
        "the model's output is not a finite number, so it cannot be used; train it again"
      )
    }
    guard temperature > 0 else { return Int32(best) }
    let largest = Double(logits[best])
    func weight(_ index: Int) -> Double { exp((Double(logits[index]) - largest) / temperature) }
    var total = 0.0
    for index in 0..<count { total += weight(index) }
    var rest = generator.unit() * total
    for index in 0..<count {
      rest -= weight(index)
      if rest < 0 { return Int32(index) }
    }
    return Int32(best)
  }

  /// Where the largest float of a row is, the first of equals; nil if one is not a number.
  private static func indexOfLargest(_ x: UnsafePointer<Float>, count: Int) -> Int? {
    var best = 0
    for i in 0..<count {
      if x[i].isNaN { return nil }
      if x[i] > x[best] { best = i }
    }
    return best
  }
}
