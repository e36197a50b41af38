import Providers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Chooses the next token of one continuation.
struct TokenChoice {
  private let temperature: Double
  private let topP: Double
  private var generator: RandomGenerator

  /// The choices after a prompt.
  ///
  /// What is drawn depends on the model's seed and on the prompt alone, so that a continuation is
  /// the same whichever other prompts it is asked with; where the request has a seed, also on that and
  /// on the prompt's place, so that equal prompts are answered differently.
  init(temperature: Double, _ sampling: Sampling, seed: Int, prompt: [Int32], place: Int) {
    self.temperature = temperature
    topP = sampling.topP
    // FNV-1a (Fowler, Noll and Vo) over the tokens; Swift's own hashes differ between processes.
    var hash = prompt.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64(UInt32(bitPattern: $1))) &* 0x100_0000_01b3
    }
    if let seed = sampling.seed {
      for word in [UInt64(bitPattern: Int64(seed)), UInt64(place)] {
        hash = (hash ^ word) &* 0x100_0000_01b3
        // A multiplication alone would carry nothing of the upper bits to the lower ones.
        hash ^= hash >> 32
      }
    }
    let index = Int(truncatingIfNeeded: hash)
    generator = RandomGenerator(seed: seed, stream: .sampling, index: index)
  }

  /// The next token: the likeliest at temperature 0, else one drawn from `softmax(x / temperature)`,
  /// of which only the likeliest that make up the share `topP` are left.
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
    guard topP == 1 else { return Int32(drawnFromNucleus(logits, count: count, best: best)) }
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

  /// One of the fewest likeliest tokens that have at least the share `topP` together; of equally likely
  /// tokens the first is taken to be likelier.
  private mutating func drawnFromNucleus(
    _ logits: UnsafePointer<Float>,
    count: Int,
    best: Int
  ) -> Int {
    let largest = Double(logits[best])
    let weights = (0..<count).map { exp((Double(logits[$0]) - largest) / temperature) }
    let order = weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
    let wanted = topP * weights.reduce(0, +)
    var kept = 0.0
    var size = 0
    repeat {
      kept += weights[order[size]]
      size += 1
    } while kept < wanted && size < count
    var rest = generator.unit() * kept
    for index in order[..<size] {
      rest -= weights[index]
      if rest < 0 { return index }
    }
    return best
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
