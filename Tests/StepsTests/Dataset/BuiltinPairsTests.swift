import Manifest
import Steps
import TestSupport
import Testing

struct BuiltinPairsTests {
  @Test func `there are more than a million pairs`() {
    #expect(BuiltinPairs(seed: 27).count >= 1_100_000)
  }

  @Test func `no question and no answer comes twice among the first and the last`() {
    let source = BuiltinPairs(seed: 27)
    let numbers = Array(0..<20_000) + Array((source.count - 5_000)..<source.count)
    let pairs = numbers.map { source.pair(at: $0) }
    #expect(Set(pairs.map { $0.question.lowercased() }).count == pairs.count)
    #expect(Set(pairs.map { $0.answer.lowercased() }).count == pairs.count)
  }

  @Test func `no question and no answer comes twice in a sample of the whole`() {
    let source = BuiltinPairs(seed: 3)
    let pairs = stride(from: 0, to: source.count, by: 73).map { source.pair(at: $0) }
    #expect(pairs.count > 20_000)
    #expect(Set(pairs.map(\.question)).count == pairs.count)
    #expect(Set(pairs.map(\.answer)).count == pairs.count)
    let sizes = pairs.map { $0.question.utf8.count + $0.answer.utf8.count }
    #expect(sizes.allSatisfy { $0 < source.longestPair })
  }

  @Test func `questions have 5 to 16 words and answers 2 to 6`() {
    let source = BuiltinPairs(seed: 27)
    for index in 0..<5_000 {
      let pair = source.pair(at: index)
      let (question, answer) = (words(of: pair.question), words(of: pair.answer))
      #expect((5...16).contains(question.count), "\(pair.question)")
      #expect((2...6).contains(answer.count), "\(pair.answer)")
    }
  }

  @Test func `the first 1100 pairs use thousands of words`() {
    let source = BuiltinPairs(seed: 27)
    var vocabulary: Set<Substring> = []
    for index in 0..<1100 {
      let pair = source.pair(at: index)
      vocabulary.formUnion(words(of: pair.question + " " + pair.answer))
    }
    #expect(vocabulary.count > 3_000)
  }

  @Test func `a pair begins with a capital and has no white space to trim`() {
    let source = BuiltinPairs(seed: 8)
    for index in 0..<2_000 {
      let pair = source.pair(at: index)
      #expect(pair.question.first?.isUppercase == true)
      #expect(pair.question.last == "?")
      #expect(pair.answer.first?.isUppercase == true)
      #expect(!(pair.question + pair.answer).contains("  "))
      #expect(pair.answer.last?.isLetter == true)
    }
  }

  @Test func `another seed gives other pairs and matches them otherwise`() {
    let (one, other) = (BuiltinPairs(seed: 1), BuiltinPairs(seed: 2))
    let pairs = Set((0..<5_000).map { one.pair(at: $0) })
    #expect((0..<5_000).allSatisfy { !pairs.contains(other.pair(at: $0)) })
  }

  @Test func `the same seed and number always give the same pair`() {
    #expect(
      BuiltinPairs(seed: 27).pair(at: 0)
        == Pair(
          question: "Which present would surprise Carruthers at the childish ceasefire?",
          answer: "Radcliffe's mop"
        )
    )
  }

  private func words(of text: String) -> [Substring] {
    text.split(separator: " ")
  }
}
