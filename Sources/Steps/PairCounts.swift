internal import Manifest
private import Synchronization

/// How many pairs sources have; a file is read once, however many experiments name it.
final class PairCounts: Sendable {
  private let scratchFolder: String
  private let known = Mutex<[Manifest.PairsOrigin: Result<Int, DatasetError>]>([:])

  /// - Parameter scratchFolder: Where a large file's index is kept while it is read.
  init(scratchFolder: String) {
    self.scratchFolder = scratchFolder
  }

  /// The pairs that a source has.
  ///
  /// - Throws: `DatasetError` where a file cannot be read or has a bad row.
  func count(of pairs: Manifest.PairsOrigin) throws(DatasetError) -> Int {
    let earlier = known.withLock { $0[pairs] }
    let result =
      earlier
      ?? Result { () throws(DatasetError) in
        // The seed decides which pairs come, not how many there are.
        try pairs.source(seed: 0, scratchFolder: scratchFolder).count
      }
    known.withLock { $0[pairs] = result }
    return try result.get()
  }
}
