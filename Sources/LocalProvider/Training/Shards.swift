/// How the documents of a step are dealt out so that several threads can work on it.
///
/// The shards depend on the documents alone and not on the threads that there are: sums are taken
/// within a shard and then over the shards in their order, so that a model is the same however many
/// threads trained it.
enum Shards {
  /// The most shards of a step: each needs a gradient for every parameter.
  static let largestCount = 8

  /// The places below which a shard is not divided: its products would be too small to be fast.
  static let fewestPlaces = 64

  /// The shards of a step whose documents have these places together.
  static func count(documents: Int, places: Int) -> Int {
    var count = 1
    // Powers of two, which the usual numbers of cores share without a rest.
    while count < largestCount, 2 * count <= documents, places >= 2 * count * fewestPlaces {
      count *= 2
    }
    return count
  }

  /// The documents' indices, dealt out so that the shards have nearly equal numbers of places.
  ///
  /// The longest first, each to the shard with the fewest so far (Graham, "Bounds on
  /// Multiprocessing Timing Anomalies", 1969). The shard with the most places comes first.
  static func divide(_ batch: ArraySlice<Int>, of set: DocumentSet) -> [[Int]] {
    let places = batch.map { set.documents[$0].places }
    let count = count(documents: batch.count, places: places.reduce(0, +))
    guard count > 1 else { return [Array(batch)] }
    var shards = Array(repeating: (places: 0, documents: [Int]()), count: count)
    let order = places.indices.sorted { (places[$1], $0) < (places[$0], $1) }
    for position in order {
      let least = shards.indices.min { shards[$0].places < shards[$1].places } ?? 0
      shards[least].places += places[position]
      shards[least].documents.append(batch[batch.startIndex + position])
    }
    return shards.enumerated()
      .sorted { ($1.element.places, $0.offset) < ($0.element.places, $1.offset) }
      .map(\.element.documents)
  }
}
