/// Counts the pieces of texts and makes a vocabulary of them.
struct VocabularyBuilder {
  private var pieces: [(piece: [UInt8], count: Int)] = []
  private var indices: [[UInt8]: Int] = [:]

  /// Counts the pieces of one more text.
  mutating func add(_ text: String) {
    for piece in PieceScanner(text).lazy.map(\.bytes) {
      if let index = indices[piece] {
        pieces[index].count += 1
      } else {
        indices[piece] = pieces.count
        pieces.append((piece, 1))
      }
    }
  }

  /// The vocabulary of all texts: where there are more than `limit` pieces, the most frequent.
  ///
  /// Of equally frequent pieces the earlier ones stay. The order is that of first appearance.
  func vocabulary(
    limit: Int = Vocabulary.largestCount - Int(Vocabulary.firstPiece)
  ) -> Vocabulary {
    guard pieces.count > limit else { return Vocabulary(distinct: pieces.map(\.piece)) }
    let frequent = pieces.indices.sorted {
      (-pieces[$0].count, $0) < (-pieces[$1].count, $1)
    }
    return Vocabulary(distinct: frequent.prefix(limit).sorted().map { pieces[$0].piece })
  }
}
