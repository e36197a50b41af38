/// Questions that can be found in a text by the hashes of their words, without keeping the questions.
struct QuestionIndex {
  /// A question that was found.
  struct Occurrence {
    /// The number of the pair.
    let pair: Int

    /// The word of the text after the question's last one.
    let endWord: Int
  }

  private struct Entry {
    let hash: UInt64
    let pair: Int
  }

  /// Sorted by hash.
  private let entries: [Entry]

  /// For the first words of a question, which numbers of words such questions have (bit n: n words).
  private let lengths: [UInt64: UInt64]

  /// Pairs whose question has no letter and no digit; they count as found in every text.
  private let wordless: [Int]

  /// Of a longer question, the first words decide; what is found is compared in full afterwards.
  private static let mostWords = 63
  private static let firstWords = 3

  /// Reads the questions of pairs.
  init(_ pairs: Range<Int>, of source: any PairSource) {
    var entries: [Entry] = []
    var lengths: [UInt64: UInt64] = [:]
    var wordless: [Int] = []
    entries.reserveCapacity(pairs.count)
    for index in pairs {
      let words = FoldedText(source.pair(at: index).question.utf8).wordHashes.prefix(Self.mostWords)
      guard !words.isEmpty else {
        wordless.append(index)
        continue
      }
      let first = words.prefix(Self.firstWords).reduce(0, Self.combined)
      lengths[first, default: 0] |= 1 << UInt64(words.count)
      entries.append(Entry(hash: words.reduce(0, Self.combined), pair: index))
    }
    self.entries = entries.sorted { ($0.hash, $0.pair) < ($1.hash, $1.pair) }
    self.lengths = lengths
    self.wordless = wordless
  }

  /// The questions whose words stand in a row in a text.
  func occurrences(in text: IndexedText) -> [Occurrence] {
    var found = wordless.map { Occurrence(pair: $0, endWord: 0) }
    let words = text.words
    for start in words.indices {
      var hash: UInt64 = 0
      var wanted: UInt64 = 0
      for end in start..<min(words.count, start + Self.mostWords) {
        hash = Self.combined(hash, words[end])
        let count = UInt64(end + 1 - start)
        if count <= UInt64(Self.firstWords) { wanted |= lengths[hash] ?? 0 }
        if wanted >> count & 1 == 1 {
          for pair in pairs(with: hash) { found.append(Occurrence(pair: pair, endWord: end + 1)) }
        }
        if count >= UInt64(Self.firstWords), wanted >> count <= 1 { break }
      }
    }
    return found
  }

  private func pairs(with hash: UInt64) -> [Int] {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].hash < hash { low = middle + 1 } else { high = middle }
    }
    return entries[low...].prefix { $0.hash == hash }.map(\.pair)
  }

  private static func combined(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    SeededGenerator.mixed(hash &* 0x0000_0100_0000_01B3 &+ word &+ 1)
  }
}

/// A text in which words are looked for.
struct IndexedText {
  let folded: FoldedText
  let words: [UInt64]

  /// Folds a text and hashes its words.
  init(_ text: [UInt8]) {
    folded = FoldedText(text)
    words = folded.wordHashes
  }

  /// Whether the words of an answer stand in a row somewhere from a word on.
  ///
  /// An answer without letters and digits is looked for in the whole text.
  func holds(answer: String, afterWord first: Int) -> Bool {
    let answer = FoldedText(answer.utf8)
    let wanted = answer.wordHashes
    guard !wanted.isEmpty else { return folded.contains(answer) }
    let last = words.count - wanted.count
    guard first <= last else { return false }
    return (first...last).contains { words[$0...].starts(with: wanted) }
  }
}
