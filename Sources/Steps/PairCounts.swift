internal import Manifest
private import Synchronization

/// How many pairs sources have, and how long; a file is read once, however many experiments name it.
final class PairCounts: Sendable {
  private let known = Mutex<[Manifest.PairsOrigin: Result<Extent, DatasetError>]>([:])

  /// What is known of a source without its pairs.
  struct Extent {
    var count: Int

    /// The bytes of the longest question and answer together.
    var longestPair: Int
  }

  /// How many pairs a source has, and how long they are.
  ///
  /// - Throws: `DatasetError` where a file cannot be read or has a bad row.
  func extent(of pairs: Manifest.PairsOrigin) throws(DatasetError) -> Extent {
    let earlier = known.withLock { $0[pairs] }
    let result =
      earlier
      ?? Result { () throws(DatasetError) in
        // The seed decides which pairs come, not how many there are.
        let source = try pairs.source(seed: 0)
        return Extent(count: source.count, longestPair: source.longestPair)
      }
    known.withLock { $0[pairs] = result }
    return try result.get()
  }
}
