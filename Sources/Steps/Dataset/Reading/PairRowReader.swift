import Engine

/// The formats of a pairs file, told by the end of its name.
enum PairsFormat: String, CaseIterable {
  case jsonLines = ".jsonl"
  case commaSeparated = ".csv"
  case tabSeparated = ".tsv"

  /// The format of a file; nil where its name ends otherwise.
  init?(name: String) {
    guard let format = Self.allCases.first(where: { name.hasSuffix($0.rawValue) }) else {
      return nil
    }
    self = format
  }
}

/// Reads the rows of a pairs file, one after the other.
struct PairRowReader: ~Copyable {
  private var lines: TextLineReader
  private let format: PairsFormat
  private var questionIsFirst = true

  /// Whether nothing more can be made of the file.
  private var isAtEnd = false

  private static let names = ["question", "answer"]

  /// Longest line and longest quoted value, in bytes.
  private static let longest = 1 << 20

  /// Opens a file.
  init(path: String, format: PairsFormat) throws(TextProblem) {
    lines = try TextLineReader(path: path, longest: Self.longest)
    self.format = format
  }

  /// The next sound row; nil after the last, and where nothing more can be made of the file.
  ///
  /// - Parameter problems: Takes what is wrong with the rows before it.
  /// - Returns: The row.
  mutating func next(_ problems: inout [TextProblem]) -> PairRow? {
    while !isAtEnd, problems.count < PairsFile.mostProblems {
      do throws(TextProblem) {
        if format != .jsonLines, lines.number == 0, try !readHeader(&problems) { return nil }
        guard let row = format == .jsonLines ? try nextObject() : try nextTableRow() else {
          return nil
        }
        let found = row.problems
        if found.isEmpty { return row }
        problems += found
      } catch {
        problems.append(error)
        // An unreadable file cannot be read on, nor columns whose names are not known.
        isAtEnd = isAtEnd || lines.hasFailed
      }
    }
    return nil
  }

  /// The digest of the whole file, after its last row.
  func digest() throws(TextProblem) -> Digest {
    try lines.digest()
  }

  private mutating func nextObject() throws(TextProblem) -> PairRow? {
    guard let line = try lines.next() else { return nil }
    let number = lines.number
    do throws(FlatJSON.Problem) {
      let fields = try FlatJSON.values(of: Self.names, in: line).map { value in
        PairField(
          text: value.text,
          line: number,
          column: UTF8Check.column(of: value.offset, in: line)
        )
      }
      return PairRow(question: fields[0], answer: fields[1])
    } catch {
      throw TextProblem(
        line: number,
        column: UTF8Check.column(of: error.offset, in: line),
        message: error.message,
        hint: error.hint
      )
    }
  }

  /// Reads which column is which, or tells all that is wrong with the header.
  private mutating func readHeader(_ problems: inout [TextProblem]) throws(TextProblem) -> Bool {
    // Without a header no row can be told.
    isAtEnd = true
    guard let fields = try tableFields() else { return false }
    let names = fields.map { String(decoding: $0.text, as: UTF8.self) }
    let hint = "the header has the columns 'question' and 'answer' and no other"
    let before = problems.count
    for (index, (field, name)) in zip(fields, names).enumerated() {
      guard problems.count < PairsFile.mostProblems else { break }
      let message: String
      if !Self.names.contains(name) {
        message = "unknown column '\(name)'"
      } else if names[..<index].contains(name) {
        message = "the column '\(name)' comes twice"
      } else {
        continue
      }
      problems.append(
        TextProblem(line: field.line, column: field.column, message: message, hint: hint)
      )
    }
    // An unknown name is a missing one, misspelt.
    for name in Self.names where problems.count == before && !names.contains(name) {
      problems.append(
        TextProblem(line: 1, column: 1, message: "the column '\(name)' is missing", hint: hint)
      )
    }
    questionIsFirst = names.first == "question"
    isAtEnd = problems.count > before
    return !isAtEnd
  }

  private mutating func nextTableRow() throws(TextProblem) -> PairRow? {
    guard let fields = try tableFields() else { return nil }
    guard fields.count == 2 else {
      let extra = fields.count > 2 ? fields[2] : fields[0]
      throw TextProblem(
        line: extra.line,
        column: extra.column,
        message: "found \(fields.count) column\(fields.count == 1 ? "" : "s"), expected 2",
        hint: "a value that holds the separator stands in double quotes"
      )
    }
    return questionIsFirst
      ? PairRow(question: fields[0], answer: fields[1])
      : PairRow(question: fields[1], answer: fields[0])
  }

  private mutating func tableFields() throws(TextProblem) -> [PairField]? {
    guard let line = try lines.next() else { return nil }
    let separator = UInt8(ascii: format == .commaSeparated ? "," : "\t")
    var row = TableRow(line: line, number: lines.number, separator: separator)
    while try !row.isComplete() {
      guard let line = try lines.next() else { throw row.unterminated }
      row.append(line, number: lines.number)
      guard row.size <= Self.longest else {
        // Everything after it would be read as what it is not.
        isAtEnd = true
        throw row.unterminated
      }
    }
    return row.fields
  }
}
