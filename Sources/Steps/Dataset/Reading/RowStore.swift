/// The rows of a pairs file in scratch files: each row's texts, its place and its hashes.
struct RowStore: Sendable {
  /// What is known of a row without reading its texts.
  struct Key {
    /// The line of the file, counted from 1.
    let line: Int

    /// Columns of question and answer, counted from 1.
    let columns: (question: Int, answer: Int)

    /// Hashes of the folded question and of the answer.
    let hashes: (question: UInt64, answer: UInt64)
  }

  /// Takes rows one after the other.
  struct Writer {
    private var records: RecordFile.Writer
    private var keys: ScratchWriter
    private var longest = 0

    /// Begins with no row, on the disk of a folder.
    init(folder: String) throws(FileFailure) {
      records = try RecordFile.Writer(folder: folder)
      keys = try ScratchWriter(folder: folder)
    }

    /// Adds a row, whose texts hold no line break.
    mutating func append(_ row: PairRow) throws(FileFailure) {
      try records.append(row.question.text + [RowStore.newline] + row.answer.text)
      longest = max(longest, row.question.text.count + row.answer.text.count)
      try keys.append(row.question.line)
      try keys.append(row.question.column)
      try keys.append(row.answer.column)
      try keys.append(FoldedText(row.question.text).hash)
      try keys.append(ContentHash.of(row.answer.text))
    }

    /// The rows that were added.
    consuming func finish() throws(FileFailure) -> RowStore {
      try keys.flush()
      return RowStore(records: try records.finish(), keys: keys.file, longestPair: longest)
    }
  }

  /// Rows there are.
  var count: Int { records.count }

  private let records: RecordFile
  private let keys: ScratchFile

  private static let newline = UInt8(ascii: "\n")
  private static let integersInKey = 5

  /// The bytes of the longest question and answer together.
  let longestPair: Int

  private init(records: RecordFile, keys: ScratchFile, longestPair: Int) {
    self.records = records
    self.keys = keys
    self.longestPair = longestPair
  }

  /// The pair of a row.
  func pair(at index: Int) throws(FileFailure) -> Pair {
    let record = try records.record(at: index)
    let end = record.firstIndex(of: Self.newline) ?? record.endIndex
    return Pair(
      question: String(decoding: record[..<end], as: UTF8.self),
      answer: String(decoding: record[end...].dropFirst(), as: UTF8.self)
    )
  }

  /// What is known of the rows of a range.
  func keys(of rows: Range<Int>) throws(FileFailure) -> [Key] {
    let size = Self.integersInKey
    let integers = try keys.integers(from: 8 * size * rows.lowerBound, count: size * rows.count)
    var result: [Key] = []
    result.reserveCapacity(rows.count)
    for start in stride(from: 0, to: integers.count, by: size) {
      let columns = (question: Int(integers[start + 1]), answer: Int(integers[start + 2]))
      let hashes = (question: integers[start + 3], answer: integers[start + 4])
      result.append(Key(line: Int(integers[start]), columns: columns, hashes: hashes))
    }
    return result
  }
}
