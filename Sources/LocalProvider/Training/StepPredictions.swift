/// The predictions of a step's documents, and which of them come after the same tokens.
///
/// Documents that begin alike have the same output as far as they agree, so that one row of logits
/// serves them all: of `n` predictions with the targets `t` from one output, the sum of the
/// cross-entropies has the gradient `n softmax - Σ onehot(t)` by its logits. In a file whose
/// documents begin with the same words these are many.
///
/// A prediction is known by its number, counted over the documents in the order of the shards and
/// in each over the places that count. Of those that share a row, the one whose document comes first in
/// the order of the tokens leads: its output is the row.
struct StepPredictions {
  /// A shard's part, or where the next one's begins.
  struct Bounds {
    /// The first of its predictions.
    var prediction: Int

    /// The first of its rows.
    var row: Int
  }

  /// The row of each prediction.
  private(set) var rows: [Int] = []

  /// The prediction that leads each row.
  private(set) var leaders: [Int] = []

  /// Where each shard's predictions and rows begin, and at last the end of all.
  private(set) var bounds: [Bounds] = []

  private var documents: [(tokens: Range<Int>, promptCount: Int, prediction: Int)] = []
  private var path: [Int] = []
  private var numbers: [Int] = []

  /// Takes over a step's documents, those of each shard in their order.
  mutating func take(_ shards: [ArraySlice<Int>], of set: DocumentSet) {
    documents.removeAll(keepingCapacity: true)
    bounds.removeAll(keepingCapacity: true)
    var count = 0
    for shard in shards {
      bounds.append(Bounds(prediction: count, row: 0))
      for index in shard {
        let document = set.documents[index]
        let tokens = document.start..<document.start + document.count
        documents.append((tokens, document.promptCount, count))
        count += document.countedTokens
      }
    }
    bounds.append(Bounds(prediction: count, row: 0))
    rows.removeAll(keepingCapacity: true)
    rows.append(contentsOf: 0..<count)
    set.tokens.withUnsafeBufferPointer { findLeaders(in: $0) }
    numberRows()
  }

  /// Replaces what is in `rows` by the leader of each prediction's group.
  ///
  /// In the order of their tokens, the documents that share a beginning stand one after another.
  private mutating func findLeaders(in tokens: UnsafeBufferPointer<Int32>) {
    documents.sort { one, other in
      let shared = Self.sharedCount(one.tokens, other.tokens, in: tokens)
      guard shared < min(one.tokens.count, other.tokens.count) else {
        return (one.tokens.count, one.prediction) < (other.tokens.count, other.prediction)
      }
      return tokens[one.tokens.lowerBound + shared] < tokens[other.tokens.lowerBound + shared]
    }
    // At each place the leader of those that have come there by the same tokens, or none.
    path.removeAll(keepingCapacity: true)
    var previous = 0..<0
    for document in documents {
      let shared = Self.sharedCount(previous, document.tokens, in: tokens)
      path.removeLast(max(0, path.count - shared))
      for place in 0..<document.tokens.count - 1 {
        if place == path.count { path.append(-1) }
        let index = place + 1 - document.promptCount
        guard index >= 0 else { continue }
        if path[place] < 0 { path[place] = document.prediction + index }
        rows[document.prediction + index] = path[place]
      }
      previous = document.tokens
    }
  }

  private static func sharedCount(
    _ one: Range<Int>,
    _ other: Range<Int>,
    in tokens: UnsafeBufferPointer<Int32>
  ) -> Int {
    let count = min(one.count, other.count)
    var shared = 0
    while shared < count, tokens[one.lowerBound + shared] == tokens[other.lowerBound + shared] {
      shared += 1
    }
    return shared
  }

  /// Replaces the leaders in `rows` by the numbers of their rows.
  private mutating func numberRows() {
    leaders.removeAll(keepingCapacity: true)
    for shard in bounds.indices {
      bounds[shard].row = leaders.count
      guard shard + 1 < bounds.count else { break }
      for prediction in bounds[shard].prediction..<bounds[shard + 1].prediction
      where rows[prediction] == prediction {
        leaders.append(prediction)
      }
    }
    numbers.removeAll(keepingCapacity: true)
    numbers.append(contentsOf: repeatElement(0, count: rows.count))
    for (row, leader) in leaders.enumerated() { numbers[leader] = row }
    for prediction in rows.indices { rows[prediction] = numbers[rows[prediction]] }
  }
}
