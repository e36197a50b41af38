package import Engine

/// The pairs of a file: JSON Lines, comma-separated or tab-separated.
///
/// The first rows are the realized pairs and the next ones the unrealized, in the order of the file.
/// The file is read once; what was read is kept in scratch files, so that a later change of the
/// file changes nothing.
package struct PairsFile: PairSource {
  /// The file as the manifest names it.
  package let name: String

  /// The digest of the file's bytes.
  package let digest: Digest

  private let rows: RowStore

  package var count: Int { rows.count }

  package var identity: PairSourceIdentity { .file(name: name, digest: digest) }

  /// Reads and checks every row, and that no question and no answer comes twice.
  ///
  /// Questions count as the same when they differ in letter case or white space only; answers, which
  /// are compared exactly when a model is evaluated, are the same when every byte is.
  ///
  /// - Parameters:
  ///   - path: Where the file is.
  ///   - name: The file as the manifest names it; its ending tells the format.
  ///   - scratchFolder: Where a copy of the pairs may be kept, as long as this value lives.
  ///   - rowsInMemory: About how many rows are compared at once (16 bytes each).
  /// - Throws: The first bad row, or the first row that repeats another one.
  package init(
    path: String,
    name: String,
    scratchFolder: String,
    rowsInMemory: Int = 1 << 19
  ) throws(PairsFileError) {
    do throws(TextProblem) {
      guard let format = PairsFormat(name: name) else {
        throw TextProblem(
          message: "the file's format is unknown",
          hint: "its name has to end in '.jsonl', '.csv' or '.tsv'"
        )
      }
      var reader = try PairRowReader(path: path, format: format)
      rows = try Self.store(&reader, scratchFolder: scratchFolder)
      digest = try reader.digest()
      guard rows.count > 0 else {
        throw TextProblem(message: "the file has no pairs", hint: "every row is a pair")
      }
      let rows = rows
      let duplicate = try Self.scratch { () throws(FileFailure) in
        try DuplicateSearch(rows: rows, rowsInPart: rowsInMemory).problem()
      }
      if let duplicate { throw duplicate }
    } catch {
      throw error.inFile(name)
    }
    self.name = name
  }

  package func pair(at index: Int) throws(PairsFileError) -> Pair {
    do throws(FileFailure) {
      return try rows.pair(at: index)
    } catch {
      throw PairsFileError(name: name, message: error.description)
    }
  }

  private static func store(
    _ reader: inout PairRowReader,
    scratchFolder: String
  ) throws(TextProblem) -> RowStore {
    var writer = try scratch { () throws(FileFailure) in
      try RowStore.Writer(folder: scratchFolder)
    }
    while let row = try reader.next() {
      try scratch { () throws(FileFailure) in try writer.append(row) }
    }
    return try scratch { () throws(FileFailure) in try writer.finish() }
  }

  /// Tells of a scratch file that cannot be written as of a problem of the file it holds.
  private static func scratch<Result>(
    _ body: () throws(FileFailure) -> Result
  ) throws(TextProblem) -> Result {
    do throws(FileFailure) {
      return try body()
    } catch {
      throw TextProblem(message: error.description, hint: "pairs are copied there to be looked up")
    }
  }
}
