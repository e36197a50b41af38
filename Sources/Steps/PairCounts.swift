internal import Manifest
private import Synchronization

/// How many pairs sources have, and how long; a file is read once, however many experiments name it.
final class PairCounts: Sendable {
  private let scratchFolder: String
  private let known = Mutex<[Manifest.PairsOrigin: Result<Extent, DatasetError>]>([:])

  /// What is known of a source without its pairs.
  struct Extent {
    var count: Int

    /// The bytes of the longest question and answer together.
    var longestPair: Int
  }

  /// - Parameter scratchFolder: Where a large file's index is kept while it is read.
  init(scratchFolder: String) {
    self.scratchFolder = scratchFolder
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
        let source = try pairs.source(seed: 0, scratchFolder: scratchFolder)
        return Extent(count: source.count, longestPair: source.longestPair)
      }
    known.withLock { $0[pairs] = result }
    return try result.get()
  }

  /// The pairs themselves.
  ///
  /// - Throws: `DatasetError` where a file cannot be read or has a bad row.
  func source(of pairs: Manifest.PairsOrigin, seed: UInt64) throws(DatasetError) -> any PairSource {
    try pairs.source(seed: seed, scratchFolder: scratchFolder)
  }
}
