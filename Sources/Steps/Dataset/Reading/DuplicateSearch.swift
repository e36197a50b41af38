/// Finds the rows of a pairs file whose question or answer an earlier row has.
///
/// Rows are taken in parts by their hashes, so that each pass holds a bounded number of them and
/// rows with the same text meet in the same pass. Equal hashes are only a reason to compare the texts.
struct DuplicateSearch {
  /// One of the two columns of a file.
  private enum Column: String, CaseIterable {
    case question, answer
  }

  private struct Entry {
    let hash: UInt64
    let row: Int
  }

  private let rows: RowStore
  private let rowsInPart: Int

  /// How many rows are read at once.
  private static let block = 4096

  /// Looks through rows, about `rowsInPart` in memory at once (16 bytes each).
  init(rows: RowStore, rowsInPart: Int) {
    self.rows = rows
    self.rowsInPart = rowsInPart
  }

  /// A row whose question or answer an earlier one has.
  private struct Repetition {
    let column: Column
    let earlier: Int
    let later: Int
  }

  /// The first rows that repeat other ones, told as problems; each row once.
  ///
  /// - Parameter most: The most that are told.
  /// - Returns: The problems in the order of the rows.
  /// - Throws: `FileFailure` where a scratch file cannot be read.
  func problems(most: Int) throws(FileFailure) -> [TextProblem] {
    guard most > 0 else { return [] }
    var found = Found(most: most)
    let parts = UInt64((rows.count + rowsInPart - 1) / rowsInPart)
    for column in Column.allCases {
      for part in 0..<parts { try search(column, part: part, of: parts, &found) }
    }
    var problems: [TextProblem] = []
    for repetition in found.sorted { problems.append(try problem(repetition)) }
    return problems
  }

  /// The first of the repetitions that were found, in memory that does not grow with their number.
  private struct Found {
    let most: Int

    /// By the later row; of two columns of one row the first that was found.
    private var repetitions: [Int: Repetition] = [:]

    /// No later row than this one is of interest.
    private var last = Int.max

    init(most: Int) {
      self.most = most
    }

    var sorted: [Repetition] {
      Array(repetitions.values.sorted { $0.later < $1.later }.prefix(most))
    }

    func wants(_ later: Int) -> Bool { later < last && repetitions[later] == nil }

    mutating func add(_ repetition: Repetition) {
      repetitions[repetition.later] = repetition
      guard repetitions.count >= 2 * most else { return }
      repetitions = Dictionary(uniqueKeysWithValues: sorted.map { ($0.later, $0) })
      last = repetitions.keys.max() ?? .max
    }
  }

  private func search(
    _ column: Column,
    part: UInt64,
    of parts: UInt64,
    _ found: inout Found
  ) throws(FileFailure) {
    var entries: [Entry] = []
    for start in stride(from: 0, to: rows.count, by: Self.block) {
      let keys = try rows.keys(of: start..<min(rows.count, start + Self.block))
      for (row, key) in zip(start..., keys) {
        let hash = column == .question ? key.hashes.question : key.hashes.answer
        if hash % parts == part { entries.append(Entry(hash: hash, row: row)) }
      }
      // Far more rows than an even spread gives: a file of repeated rows, which need not fit.
      if entries.count > 4 * rowsInPart, try search(column, in: &entries, &found) { return }
    }
    _ = try search(column, in: &entries, &found)
  }

  /// Whether any row is repeated in a part of the rows.
  private func search(
    _ column: Column,
    in entries: inout [Entry],
    _ found: inout Found
  ) throws(FileFailure) -> Bool {
    entries.sort { ($0.hash, $0.row) < ($1.hash, $1.row) }
    var isFound = false
    var start = 0
    for end in entries.indices {
      if entries[end].hash != entries[start].hash { start = end }
      let later = entries[end].row
      guard start < end, found.wants(later) else { continue }
      let text = try text(of: column, in: later)
      for entry in entries[start..<end] where try self.text(of: column, in: entry.row) == text {
        found.add(Repetition(column: column, earlier: entry.row, later: later))
        isFound = true
        break
      }
    }
    return isFound
  }

  private func text(of column: Column, in row: Int) throws(FileFailure) -> [UInt8] {
    let pair = try rows.pair(at: row)
    return switch column {
    case .question: FoldedText(pair.question.utf8).bytes
    case .answer: Array(pair.answer.utf8)
    }
  }

  private func problem(_ repetition: Repetition) throws(FileFailure) -> TextProblem {
    let (earlier, later) = (repetition.earlier, repetition.later)
    let earlierLine = try rows.keys(of: earlier..<(earlier + 1))[0].line
    let key = try rows.keys(of: later..<(later + 1))[0]
    let pair = try rows.pair(at: later)
    let isQuestion = repetition.column == .question
    let text = isQuestion ? pair.question : pair.answer
    return TextProblem(
      line: key.line,
      column: isQuestion ? key.columns.question : key.columns.answer,
      message: "the \(repetition.column.rawValue) '\(text)' comes again, after line \(earlierLine)",
      hint: isQuestion
        ? "no question may come twice; letter case and white space make no difference"
        : "no answer may come twice"
    )
  }
}
