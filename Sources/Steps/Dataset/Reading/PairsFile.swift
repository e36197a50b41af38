package import Engine
internal import System

/// The pairs of a file: JSON Lines, comma-separated or tab-separated.
///
/// The first rows are the realized pairs and the next ones the unrealized, in the order of the file.
/// The file is read once and held in memory, so that a later change of the file changes nothing.
package struct PairsFile: PairSource {
  /// The digest of the file's bytes.
  package private(set) var digest = Digest(of: [])

  private let name: String

  /// The texts of all rows, each row's question before its answer.
  private var texts: [UInt8] = []
  private var rows: [Row] = []

  /// A row that was read: where its texts begin, and where they stand in the file.
  private struct Row {
    let question: UInt32
    let answer: UInt32
    let line: UInt32
    let questionColumn: UInt32
    let answerColumn: UInt32
  }

  /// One of the two columns of a file.
  private enum Column: String, CaseIterable {
    case question, answer
  }

  package var count: Int { rows.count }

  package var identity: PairSourceIdentity { .file(name: name, digest: digest) }

  package private(set) var longestPair = 0

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
  ///   - mostRows: The most pairs that are held.
  ///   - mostBytes: The most bytes of text that are held, below 4 GB.
  /// - Throws: The bad rows and those that repeat another one, up to a hundred and one.
  package init(
    path: String,
    name: String,
    mostRows: Int = 10_000_000,
    mostBytes: Int = 2_000_000_000
  ) throws(PairsFileErrors) {
    self.name = name
    var problems: [TextProblem] = []
    do throws(TextProblem) {
      guard let format = PairsFormat(name: name) else {
        throw TextProblem(
          message: "the file's format is unknown",
          hint: "its name has to end in '.jsonl', '.csv' or '.tsv'"
        )
      }
      var reader = try PairRowReader(path: path, format: format)
      while let row = reader.next(&problems) {
        append(row)
        guard rows.count <= mostRows, texts.count <= mostBytes else {
          throw TextProblem(
            line: row.question.line,
            message: "the file is too large to be held in memory",
            hint: "at most \(mostRows) pairs and \(mostBytes) bytes of text are read"
          )
        }
      }
      // Of a file that is bad anyway, the rest may not have been read.
      if problems.isEmpty { digest = try reader.digest() }
      guard !rows.isEmpty || !problems.isEmpty else {
        throw TextProblem(message: "the file has no pairs", hint: "every row is a pair")
      }
    } catch {
      throw PairsFileErrors(problems + [error], in: name)
    }
    problems += repetitions(most: Self.mostProblems - problems.count)
    guard problems.isEmpty else { throw PairsFileErrors(problems, in: name) }
  }

  package func pair(at index: Int) -> Pair {
    Pair(
      question: String(decoding: text(.question, of: index), as: UTF8.self),
      answer: String(decoding: text(.answer, of: index), as: UTF8.self)
    )
  }

  package func line(at index: Int) -> Int? { Int(rows[index].line) }

  private mutating func append(_ row: PairRow) {
    let (question, answer) = (row.question, row.answer)
    rows.append(
      Row(
        question: UInt32(texts.count),
        answer: UInt32(texts.count + question.text.count),
        line: UInt32(question.line),
        questionColumn: UInt32(question.column),
        answerColumn: UInt32(answer.column)
      )
    )
    texts += question.text
    texts += answer.text
    longestPair = max(longestPair, question.text.count + answer.text.count)
  }

  private func text(_ column: Column, of index: Int) -> ArraySlice<UInt8> {
    let row = rows[index]
    switch column {
    case .question: return texts[Int(row.question)..<Int(row.answer)]
    case .answer:
      let end = index + 1 < rows.count ? Int(rows[index + 1].question) : texts.count
      return texts[Int(row.answer)..<end]
    }
  }

  /// The first rows whose question or answer an earlier one has, told as problems; each row once.
  private func repetitions(most: Int) -> [TextProblem] {
    var problems: [Int: TextProblem] = [:]
    for column in Column.allCases {
      var found = 0
      // The first row of each hash, or of the next one that is free: equal hashes are only a reason to
      // compare the texts, which would take several times the memory here.
      var first = [Int: Int](minimumCapacity: rows.count)
      for index in rows.indices where found < most {
        let key = key(column, of: index)
        var hash = key.hashValue
        while let earlier = first[hash], self.key(column, of: earlier) != key { hash &+= 1 }
        guard let earlier = first[hash] else {
          first[hash] = index
          continue
        }
        guard problems[index] == nil else { continue }
        problems[index] = repetition(of: column, in: index, after: earlier)
        found += 1
      }
    }
    return problems.sorted { $0.key < $1.key }.prefix(most).map(\.value)
  }

  /// What of a row's text no other row may have.
  private func key(_ column: Column, of index: Int) -> [UInt8] {
    let text = text(column, of: index)
    return column == .question ? FoldedText(text).bytes : Array(text)
  }

  private func repetition(of column: Column, in index: Int, after earlier: Int) -> TextProblem {
    let row = rows[index]
    let text = String(decoding: text(column, of: index), as: UTF8.self)
    return TextProblem(
      line: Int(row.line),
      column: Int(column == .question ? row.questionColumn : row.answerColumn),
      message: "the \(column.rawValue) '\(text)' comes again, after line \(rows[earlier].line)",
      hint: column == .question
        ? "no question may come twice; letter case and white space make no difference"
        : "no answer may come twice"
    )
  }
}
