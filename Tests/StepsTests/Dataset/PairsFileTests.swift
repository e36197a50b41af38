import Manifest
import Steps
import TestSupport
import Engine
import Testing

struct PairsFileTests {
  private let folder = TemporaryFolder()

  private func file(_ text: String, _ name: String) throws(PairsFileError) -> PairsFile {
    try file(Array(text.utf8), name)
  }

  private func file(_ bytes: [UInt8], _ name: String) throws(PairsFileError) -> PairsFile {
    try read(folder.write(bytes, to: name), name)
  }

  /// Reads a file, or throws the first of its problems.
  private func read(_ path: String, _ name: String) throws(PairsFileError) -> PairsFile {
    do throws(PairsFileErrors) {
      return try PairsFile(path: path, name: name)
    } catch {
      throw error.errors[0]
    }
  }

  private func pairs(_ file: PairsFile) -> [Pair] {
    (0..<file.count).map { file.pair(at: $0) }
  }

  @Test(arguments: [
    (
      "p.jsonl",
      #"{"question": "Say \"é\" \u00e9 \ud83d\ude00?", "answer": "Yes, \\o/"}"# + "\r\n"
        + #"{"answer":"No\/","question":"Why?"}"#,
      [#"Say "é" é 😀?|Yes, \o/"#, "Why?|No/"]
    ),
    (
      "p.csv", "\u{FEFF}question,answer\r\n\"Say \"\"é\"\", now?\",\"Yes, sir\"\r\nWhy?,No\r\n",
      [#"Say "é", now?|Yes, sir"#, "Why?|No"]
    ),
    ("q.csv", "answer,question\nNo,\"Why?\"", ["Why?|No"]),
    (
      "p.tsv", "question\tanswer\n\"Tab\there?\"\tYes, sir\nWhy?\tNo\n",
      ["Tab\there?|Yes, sir", "Why?|No"]
    ),
  ])
  func `rows are read in the order of the file`(
    name: String,
    text: String,
    expected: [String]
  ) throws {
    let file = try file(text, name)
    #expect(pairs(file).map { "\($0.question)|\($0.answer)" } == expected)
    #expect(file.digest == Digest(of: Array(text.utf8)))
    #expect(file.identity == .file(name: name, digest: file.digest))
    #expect(folder.names == [name], "nothing is left behind")
  }

  struct BadFile: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let line: Int?
    let column: Int?
    let message: String

    var testDescription: String { "\(name): \(message)" }

    init(_ name: String, _ text: String, _ line: Int?, _ column: Int?, _ message: String) {
      self.name = name
      self.text = text
      self.line = line
      self.column = column
      self.message = message
    }
  }

  private static let good = #"{"question": "é?", "answer": "A"}"# + "\n"

  private static let badObjects = [
    BadFile(
      "p.jsonl",
      good + #"{"question": "b?", "answer": 3}"#,
      2,
      30,
      "the value of 'answer' is a number"
    ),
    BadFile("p.jsonl", good + #"{"question": "é?", "id": 3}"#, 2, 20, "unknown key 'id'"),
    BadFile("p.jsonl", good + #"{"question": "b?"}"#, 2, 18, "the key 'answer' is missing"),
    BadFile(
      "p.jsonl",
      #"{"question": "b?", "question": "c?"}"#,
      1,
      20,
      "the key 'question' comes twice"
    ),
    BadFile(
      "p.jsonl",
      #"{"question": "b?", "answer": "c"} x"#,
      1,
      35,
      "found 'x' after the object"
    ),
    BadFile("p.jsonl", #"{"question": "b?", "answer": "c"#, 1, 30, "the string is not closed"),
    BadFile("p.jsonl", #"{"question": "b?" "answer": "c"}"#, 1, 19, "found '\"', expected ','"),
    BadFile("p.jsonl", #"{"question": "\x"}"#, 1, 15, "unknown escape"),
    BadFile("p.jsonl", #"{"question": "\ud800"}"#, 1, 15, "the escape is half of a surrogate pair"),
    BadFile("p.jsonl", #"{"question": "\u12"}"#, 1, 15, "'\\u' is not followed by four"),
    BadFile("p.jsonl", "{\"question\": \"a\tb\"}", 1, 16, "found a control character"),
    BadFile("p.jsonl", #"["b?", "c"]"#, 1, 1, "found '[', expected the '{'"),
    BadFile("p.jsonl", #"{question: 1}"#, 1, 2, "found 'q', expected a key"),
    BadFile("p.jsonl", good + "\n" + good, 2, 1, "found the end of the line, expected the '{'"),
    BadFile("p.jsonl", #"{"question": "a\nb?", "answer": "c"}"#, 1, 14, "found a line break (U+A)"),
    BadFile("p.jsonl", #"{"question": "", "answer": "c"}"#, 1, 14, "the question is empty"),
    BadFile(
      "p.jsonl",
      #"{"question": "b?", "answer": "c "}"#,
      1,
      30,
      "the answer ends with white space"
    ),
    BadFile(
      "p.jsonl",
      #"{"question": "\u00a0b?", "answer": "c"}"#,
      1,
      14,
      "the question begins with white space"
    ),
    BadFile(
      "p.jsonl",
      #"{"question": "a\u0007?", "answer": "c"}"#,
      1,
      14,
      "found a control character (U+7)"
    ),
    BadFile(
      "p.jsonl",
      #"{"question": "<END GUIDANCE TEST>?", "answer": "c"}"#,
      1,
      14,
      "the question holds the marker"
    ),
    BadFile(
      "p.jsonl",
      good + #"{"question": "É?", "answer": "B"}"#,
      2,
      14,
      "the question 'É?' comes again, after line 1"
    ),
    BadFile(
      "p.jsonl",
      good + #"{"question": "b?", "answer": "A"}"#,
      2,
      30,
      "the answer 'A' comes again, after line 1"
    ),
  ]

  private static let badTables = [
    BadFile(
      "p.csv",
      "question,answer\na?,\"b\nc,d\n",
      2,
      4,
      "the quote that opens here is not closed"
    ),
    BadFile("p.csv", "question,answer\na?\n", 2, 1, "found 1 column, expected 2"),
    BadFile("p.csv", "question,answer\né?,b,c\n", 2, 6, "found 3 columns, expected 2"),
    BadFile("p.csv", "question,answer\n\n", 2, 1, "found 1 column, expected 2"),
    BadFile("p.csv", "question,answer\na?,\"b\"c\n", 2, 7, "found text after the closing quote"),
    BadFile("p.csv", "question,answer\na?,b \"c\"\n", 2, 6, "found a double quote inside a value"),
    BadFile("p.csv", "question,answer\na?,\"b\r\nc\"\n", 2, 6, "the answer holds a line break"),
    BadFile("p.csv", "question,answer\na?,b\rc\n", 2, 4, "found a line break (U+D)"),
    BadFile("p.csv", "question,answer\na?,\n", 2, 4, "the answer is empty"),
    BadFile("p.csv", "question,answer\n a?,b\n", 2, 1, "the question begins with white space"),
    BadFile("p.csv", "question,answer,id\na?,b,1\n", 1, 17, "unknown column 'id'"),
    BadFile("p.csv", "question,question\na?,b\n", 1, 10, "the column 'question' comes twice"),
    BadFile("p.csv", "question\na?\n", 1, 1, "the column 'answer' is missing"),
    BadFile("p.tsv", "question,answer\na?,b\n", 1, 1, "unknown column 'question,answer'"),
    BadFile("p.tsv", "question\tanswer\na?\tb\tc\n", 2, 6, "found 3 columns, expected 2"),
    BadFile(
      "p.csv",
      "question,answer\na?,A\n\"b?\",B\nc?,C\na?,D\n",
      5,
      1,
      "the question 'a?' comes again, after line 2"
    ),
    BadFile(
      "p.csv",
      "question,answer\na b?,A\nA  B?,B\n",
      3,
      1,
      "the question 'A  B?' comes again, after line 2"
    ),
    BadFile("p.csv", "question,answer\n", nil, nil, "the file has no pairs"),
  ]

  private static let badWholes = [
    BadFile("p.jsonl", "", nil, nil, "the file has no pairs"),
    BadFile("p.csv", "", nil, nil, "the file has no pairs"),
    BadFile("p.txt", "a", nil, nil, "the file's format is unknown"),
  ]

  @Test(arguments: badObjects + badTables + badWholes)
  func `a bad row is an error with its place`(bad: BadFile) throws {
    let error = try #require(throws: PairsFileError.self) { try file(bad.text, bad.name) }
    #expect(error.message.hasPrefix(bad.message), "\(error)")
    #expect(error.line == bad.line)
    #expect(error.column == bad.column)
    #expect(error.name == bad.name)
    #expect(folder.names == [bad.name], "nothing is left behind")
  }

  @Test(arguments: [
    ([0x61, 0xC3, 0xA9, 0xFF, 0x62], 3, "0xFF"),
    ([0x61, 0xC3], 2, "0xC3"),
    ([0xED, 0xA0, 0x80], 1, "0xED"),
  ])
  func `a byte that is not UTF-8 is an error with its place`(
    bytes: [UInt8],
    column: Int,
    byte: String
  ) throws {
    let text = Array("question,answer\n".utf8) + bytes + Array("\n".utf8)
    let error = try #require(throws: PairsFileError.self) { try file(text, "p.csv") }
    #expect(error.line == 2)
    #expect(error.column == column)
    #expect(error.message.contains(byte))
  }

  @Test func `a line without an end is refused before it fills the memory`() throws {
    let text = "question,answer\n" + String(repeating: "x", count: 1 << 21)
    let error = try #require(throws: PairsFileError.self) { try file(text, "p.csv") }
    #expect(error.line == 2)
    #expect(error.message == "the line is longer than 1048576 bytes")
  }

  @Test func `a quote that is never closed is refused before it fills the memory`() throws {
    let lines = String(repeating: "some text\n", count: 1 << 18)
    let error = try #require(throws: PairsFileError.self) {
      try file("question,answer\n\"" + lines, "p.csv")
    }
    #expect((error.line, error.column) == (2, 1))
    #expect(error.message == "the quote that opens here is not closed")
  }

  @Test func `a missing file and a folder are errors`() throws {
    func message(path: String) throws -> String {
      try #require(throws: PairsFileError.self) { try read(path, "p.csv") }.message
    }
    let missing = try message(path: folder.path + "/none.csv")
    #expect(missing.hasPrefix("cannot open it: no such file"))
    #expect(try message(path: folder.path) == "it is not a regular file")
  }

  @Test(arguments: [(2, 1000), (1000, 9)])
  func `a file that is too large to be held is an error`(mostRows: Int, mostBytes: Int) throws {
    let path = folder.write("question,answer\na?,bc\nd?,ef\ng?,hi\n", to: "p.csv")
    #expect(try PairsFile(path: path, name: "p.csv", mostRows: 3, mostBytes: 12).count == 3)
    let error = try #require(throws: PairsFileErrors.self) {
      try PairsFile(path: path, name: "p.csv", mostRows: mostRows, mostBytes: mostBytes)
    }
    #expect(
      error.errors.map(\.description) == [
        "'p.csv', line 4: the file is too large to be held in memory; "
          + "at most \(mostRows) pairs and \(mostBytes) bytes of text are read"
      ]
    )
  }

  @Test func `a later change of the file changes no pair`() throws {
    let file = try file("question,answer\na?,b\nc?,d\n", "p.csv")
    folder.write("something else", to: "p.csv")
    #expect(pairs(file).map(\.answer) == ["b", "d"])
  }

  @Test func `the first repeated row is found`() throws {
    var rows = (0..<400).map { "question \($0)?,answer \($0)" }
    rows[390] = "question 2?,new"
    rows[250] = "new?,answer 249"
    rows[399] = "question 0?,answer 0"
    let path = folder.write("question,answer\n" + rows.joined(separator: "\n"), to: "p.csv")
    let error = try #require(throws: PairsFileError.self) { try read(path, "p.csv") }
    #expect(error.message == "the answer 'answer 249' comes again, after line 251")
    #expect(error.line == 252)
  }

  @Test func `a file of one repeated row ends at its first repetition`() throws {
    let rows = String(repeating: "a?,b\n", count: 1_000)
    let path = folder.write("question,answer\n" + rows, to: "p.csv")
    let error = try #require(throws: PairsFileError.self) { try read(path, "p.csv") }
    #expect(error.line == 3)
  }

  /// Each problem as `line:column: message`.
  private func problems(_ text: String, _ name: String) throws -> [String] {
    let path = folder.write(Array(text.utf8), to: name)
    let errors = try #require(throws: PairsFileErrors.self) {
      try PairsFile(path: path, name: name)
    }
    return errors.errors.map { "\($0.line ?? 0):\($0.column ?? 0): \($0.message)" }
  }

  @Test func `everything that is wrong with a file is told in one round`() throws {
    let lines = [
      #"{"question":"a?","answer":"A"}"#, #"{"question":"b?"}"#, #"{"question":"c?","answer":3}"#,
      #"{"question":" d?","answer":""}"#, "[]", #"{"question":"e?","answer":"A"}"#,
      #"{"question":"A?","answer":"A"}"#, #"{"question":"f?","answer":"F"}"#,
    ]
    #expect(
      try problems(lines.joined(separator: "\n"), "p.jsonl") == [
        "2:17: the key 'answer' is missing",
        "3:27: the value of 'answer' is a number, expected a string in double quotes",
        "4:13: the question begins with white space", "4:28: the answer is empty",
        "5:1: found '[', expected the '{' that begins an object",
        "6:27: the answer 'A' comes again, after line 1",
        "7:13: the question 'A?' comes again, after line 1",
      ]
    )
    #expect(
      try problems("question,answer\na?,A\nb?\nc\"?,C\n,D\na?,E\n\"f\n?,F\n", "p.csv") == [
        "3:1: found 1 column, expected 2",
        "4:2: found a double quote inside a value that is not quoted",
        "5:1: the question is empty", "6:1: the question 'a?' comes again, after line 2",
        "7:1: the quote that opens here is not closed",
      ]
    )
    #expect(
      try problems("id,answer,note\na?,A\n", "p.csv")
        == ["1:1: unknown column 'id'", "1:11: unknown column 'note'"]
    )
  }

  @Test(arguments: ["x\n", "a?,b\n"])
  func `of very many problems the first hundred and one are told`(line: String) throws {
    let text = "question,answer\n" + String(repeating: line, count: 5_000)
    let found = try problems(text, "p.csv")
    #expect(found.count == 101)
    #expect(found.last?.hasPrefix(line == "x\n" ? "102:1: " : "103:1: ") == true)
  }

  @Test func `of very many unknown columns the first hundred and one are told`() throws {
    let found = try problems(
      "question,answer" + String(repeating: ",x", count: 5_000) + "\n",
      "p.csv"
    )
    #expect(found.count == 101)
    #expect(found.last == "1:217: unknown column 'x'")
  }

  @Test(arguments: ["p.jsonl", "p.csv", "p.tsv"])
  func `what Git LFS left in place of a file is named`(name: String) throws {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    let error = try #require(throws: PairsFileError.self) { try file(pointer, name) }
    #expect(
      error.description
        == "'\(name)': this is only a pointer of Git LFS to the file; "
        + "fetch the file with 'git lfs pull'"
    )
  }

  @Test func `an error is a sentence with file, line and column`() throws {
    let error = try #require(throws: PairsFileError.self) {
      try file("question,answer\na?,\n", "data-p.csv")
    }
    let sentence =
      "'data-p.csv', line 2, column 4: the answer is empty; every row has a question and an answer"
    #expect(error.description == sentence)
  }
}
