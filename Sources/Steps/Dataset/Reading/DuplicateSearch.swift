/// Finds the first row of a pairs file whose question or answer an earlier row has.
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

  /// The first row that repeats another one, told as a problem; nil if there is none.
  func problem() throws(FileFailure) -> TextProblem? {
    var first: (column: Column, earlier: Int, later: Int)?
    let parts = UInt64((rows.count + rowsInPart - 1) / rowsInPart)
    for column in Column.allCases {
      for part in 0..<parts {
        guard let found = try duplicate(in: column, part: part, of: parts) else { continue }
        if found.later < first?.later ?? .max { first = (column, found.earlier, found.later) }
      }
    }
    guard let first else { return nil }
    return try problem(first.column, earlier: first.earlier, later: first.later)
  }

  private func duplicate(
    in column: Column,
    part: UInt64,
    of parts: UInt64
  ) throws(FileFailure) -> (earlier: Int, later: Int)? {
    var entries: [Entry] = []
    for start in stride(from: 0, to: rows.count, by: Self.block) {
      let keys = try rows.keys(of: start..<min(rows.count, start + Self.block))
      for (row, key) in zip(start..., keys) {
        let hash = column == .question ? key.hashes.question : key.hashes.answer
        if hash % parts == part { entries.append(Entry(hash: hash, row: row)) }
      }
      // Far more rows than an even spread gives: a file of repeated rows, which need not fit.
      if entries.count > 4 * rowsInPart, let found = try duplicate(in: column, of: &entries) {
        return found
      }
    }
    return try duplicate(in: column, of: &entries)
  }

  private func duplicate(
    in column: Column,
    of entries: inout [Entry]
  ) throws(FileFailure) -> (earlier: Int, later: Int)? {
    entries.sort { ($0.hash, $0.row) < ($1.hash, $1.row) }
    var first: (earlier: Int, later: Int)?
    var start = 0
    for end in entries.indices {
      if entries[end].hash != entries[start].hash { start = end }
      let later = entries[end].row
      guard start < end, later < first?.later ?? .max else { continue }
      let text = try text(of: column, in: later)
      for entry in entries[start..<end] where try self.text(of: column, in: entry.row) == text {
        first = (entry.row, later)
        break
      }
    }
    return first
  }

  private func text(of column: Column, in row: Int) throws(FileFailure) -> [UInt8] {
    let pair = try rows.pair(at: row)
    return switch column {
    case .question: FoldedText(pair.question.utf8).bytes
    case .answer: Array(pair.answer.utf8)
    }
  }

  private func problem(
    _ column: Column,
    earlier: Int,
    later: Int
  ) throws(FileFailure) -> TextProblem {
    let earlierLine = try rows.keys(of: earlier..<(earlier + 1))[0].line
    let key = try rows.keys(of: later..<(later + 1))[0]
    let pair = try rows.pair(at: later)
    let text = column == .question ? pair.question : pair.answer
    return TextProblem(
      line: key.line,
      column: column == .question ? key.columns.question : key.columns.answer,
      message: "the \(column.rawValue) '\(text)' comes again, after line \(earlierLine)",
      hint: column == .question
        ? "no question may come twice; letter case and white space make no difference"
        : "no answer may come twice"
    )
  }
}
