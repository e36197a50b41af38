import GRDB

/// All records, and all that is known of objects, read in one pass of the database.
///
/// A plan asks for most of them; looking each up would cost several times as much.
struct RecordTable {
  /// How many times as many records as steps are still read as a whole.
  private static let mostRecordsForEachStep = 4

  private var records: [Digest: StepRecord]
  private var objects: [Digest: StatCache.Entry]

  /// Reads the tables where a plan asks for a good part of them; nil where it does not, and where
  /// something in them is damaged, which matters to those alone who ask for it.
  ///
  /// - Parameters:
  ///   - reader: A transaction.
  ///   - stepCount: How many steps the plan has; nil while that is not known. It is asked all the
  ///     time.
  init?(_ reader: RecordReader, for stepCount: () -> Int?) {
    do {
      let count = try Int.fetchOne(reader.database, sql: "SELECT COUNT(*) FROM records") ?? 0
      func isWorthwhile() -> Bool {
        stepCount().map { count <= $0 * Self.mostRecordsForEachStep } ?? true
      }
      guard isWorthwhile() else { return nil }
      // No page is needed twice, so few are kept.
      try reader.database.execute(sql: "PRAGMA cache_size = -2048")
      defer { try? reader.database.execute(sql: WorkspaceDatabase.pageCache) }
      let all = try reader.allRecords(while: isWorthwhile)
      records = Dictionary(minimumCapacity: all.count)
      for record in all { records[record.key] = record }
      let contentCount = all.reduce(0) { $0 + $1.artifacts.count }
      objects = try reader.objectStats(minimumCapacity: contentCount, while: isWorthwhile)
    } catch {
      return nil
    }
  }

  /// The record of a key.
  func record(of key: Digest) -> StepRecord? { records[key] }

  /// What is known of an object.
  func stat(ofObject digest: Digest) -> StatCache.Entry? { objects[digest] }
}
