/// Documents laid one after another in one row of tokens, each attending to itself alone.
///
/// A document `<end> prompt completion <end>` of n tokens takes n - 1 places: at each stands a
/// token and the one to be predicted after it. There is no padding, and no limit but memory on
/// how long the row may be.
struct TokenSequences: Sendable {
  /// The target of a place whose prediction does not count.
  static let notCounted: Int32 = -1

  private(set) var tokens: [Int32] = []

  /// For each place the token to be predicted, or `notCounted`.
  private(set) var targets: [Int32] = []

  /// Where each document starts, and at last the end of the row.
  private(set) var bounds: [Int] = [0]

  /// The places whose target counts.
  private(set) var countedPlaces: [Int] = []

  /// The number of places.
  var count: Int { tokens.count }

  /// Removes all documents and keeps the memory.
  mutating func removeAll() {
    tokens.removeAll(keepingCapacity: true)
    targets.removeAll(keepingCapacity: true)
    countedPlaces.removeAll(keepingCapacity: true)
    bounds.removeAll(keepingCapacity: true)
    bounds.append(0)
  }

  /// Adds one document of which the first `promptCount` tokens are given and the rest predicted.
  mutating func append(_ document: ArraySlice<Int32>, promptCount: Int) {
    for index in document.indices.dropLast() {
      tokens.append(document[index])
      if index + 1 - document.startIndex >= promptCount {
        countedPlaces.append(targets.count)
        targets.append(document[index + 1])
      } else {
        targets.append(Self.notCounted)
      }
    }
    bounds.append(tokens.count)
  }

  /// Adds tokens after which nothing is predicted.
  mutating func append(prompt: [Int32]) {
    tokens.append(contentsOf: prompt)
    targets.append(contentsOf: repeatElement(Self.notCounted, count: prompt.count))
    bounds.append(tokens.count)
  }
}
