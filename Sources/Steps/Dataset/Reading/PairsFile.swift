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

  /// The bytes of the longest question and answer together.
  package let longestPair: Int

  /// The most problems that are told: one more than a manifest's errors, so that this is seen.
  static let mostProblems = 101

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
  /// - Throws: The bad rows and those that repeat another one, up to a hundred and one.
  package init(
    path: String,
    name: String,
    scratchFolder: String,
    rowsInMemory: Int = 1 << 19
  ) throws(PairsFileErrors) {
    var problems: [TextProblem] = []
    do throws(TextProblem) {
      guard let format = PairsFormat(name: name) else {
        throw TextProblem(
          message: "the file's format is unknown",
          hint: "its name has to end in '.jsonl', '.csv' or '.tsv'"
        )
      }
      var reader = try PairRowReader(path: path, format: format)
      let rows = try Self.store(&reader, scratchFolder: scratchFolder, &problems)
      self.rows = rows
      longestPair = rows.longestPair
      // Of a file that is bad anyway, the rest may not have been read.
      digest = problems.isEmpty ? try reader.digest() : Digest(of: [])
      guard rows.count > 0 || !problems.isEmpty else {
        throw TextProblem(message: "the file has no pairs", hint: "every row is a pair")
      }
      let most = Self.mostProblems - problems.count
      problems += try Self.scratch { () throws(FileFailure) in
        try DuplicateSearch(rows: rows, rowsInPart: rowsInMemory).problems(most: most)
      }
    } catch {
      throw PairsFileErrors(problems + [error], in: name)
    }
    guard problems.isEmpty else { throw PairsFileErrors(problems, in: name) }
    self.name = name
  }

  package func pair(at index: Int) throws(PairsFileError) -> Pair {
    do throws(FileFailure) {
      return try rows.pair(at: index)
    } catch {
      throw PairsFileError(name: name, message: error.description)
    }
  }

  package func line(at index: Int) -> Int? {
    (try? rows.keys(of: index..<(index + 1)))?.first?.line
  }

  private static func store(
    _ reader: inout PairRowReader,
    scratchFolder: String,
    _ problems: inout [TextProblem]
  ) throws(TextProblem) -> RowStore {
    var writer = try scratch { () throws(FileFailure) in
      try RowStore.Writer(folder: scratchFolder)
    }
    while let row = reader.next(&problems) {
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
