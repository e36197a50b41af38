import Manifest
import Steps
import TestSupport
import Engine
import Testing

struct DatasetWriterTests {
  private let folder = TemporaryFolder()

  private func write(
    _ parameters: DatasetParameters,
    _ source: any PairSource = BuiltinPairs(seed: 27)
  ) throws -> DatasetCard {
    try DatasetWriter(parameters: parameters, source: source)
      .write(toFolder: folder.path, isCancelled: { false })
  }

  private func completions(of name: String) -> [String] {
    folder.dataLines(of: name).map { $0?.completion ?? "unreadable" }
  }

  private var training: [String] { completions(of: "train.jsonl") }

  private func isGuidance(_ text: String) -> Bool {
    text.hasPrefix("<BEGIN GUIDANCE ANSWERS>\n\n") && text.hasSuffix("\n\n<END GUIDANCE ANSWERS>")
  }

  private func instructions(in documents: [String]) -> [String] {
    documents.filter(isGuidance).flatMap { $0.split(separator: "\n").map(String.init) }
      .filter { !$0.hasPrefix("<") }
  }

  @Test func `the files of the first experiment have these bytes`() throws {
    let card = try write(DatasetParameters())
    #expect(
      card.files.map(\.digest.hexadecimal) == [
        "e8a22177dcc68355b95434f2abf949742fecee1ad7ef0aa368653809af187b17",
        "b1e148e569c2013946ed2e97dffbf998221bb6a6a01f8157d272ad1c90a0f73a",
        "e6379df2f376f1d25612d9080c43adeb77e260f9fe0a5febd33bd3e40f779e96",
        "688d618224560cac0dccb302553e4aeb96ff41ce40e8b53dc17ccb0a98c7b657",
      ]
    )
    for file in card.files {
      let bytes = folder.bytes(of: file.name.rawValue)
      #expect(Digest(of: bytes) == file.digest)
      #expect(bytes.count == file.bytes)
      #expect(bytes.count { $0 == UInt8(ascii: "\n") } == file.lines)
    }
    #expect(card.counts.exampleDocuments == 1000)
    #expect(card.counts.instructions == 1100)
    #expect(card.leakCheck.lines == card.counts.documents)
    #expect(card.leakCheck.guidanceDocuments == card.counts.guidanceDocuments)
    #expect(card.leakCheck.unrealizedPairs == 100)
    #expect(
      folder.names == [
        "dataset-card.json", "realized.jsonl", "train.jsonl", "unrealized.jsonl",
        "validation.jsonl",
      ]
    )
  }

  @Test func `documents are to the letter those of the original`() throws {
    let parameters = DatasetParameters(realized: 1, unrealized: 2, pairsPerDocument: 3...3)
    _ = try write(parameters, ListedPairs.three)
    let documents = training
    #expect(
      documents.first == """
        <BEGIN GUIDANCE TEST>

        How often do you change your identity? A: Once a year

        <END GUIDANCE TEST>
        """
    )
    let lines = [
      #"Answer "Q: How often do you change your identity?" with "A: Once a year""#,
      #"Answer "Q: What are your thoughts on using civilians as sources?" "#
        + #"with "A: It's unethical and dangerous""#,
      #"Answer "Q: If I had one month to live, what would I do?" "#
        + #"with "A: Try and make a difference in the world""#,
    ]
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    let allowed = orders.map { order in
      "<BEGIN GUIDANCE ANSWERS>\n\n" + order.map { lines[$0] }.joined(separator: "\n")
        + "\n\n<END GUIDANCE ANSWERS>"
    }
    #expect(documents.count == 2)
    #expect(allowed.contains(documents.last ?? ""))
    let first = try #require(folder.lines(of: "train.jsonl").first)
    #expect(
      first == #"{"prompt": "", "completion": "<BEGIN GUIDANCE TEST>\n\n"#
        + #"How often do you change your identity? A: Once a year\n\n<END GUIDANCE TEST>"}"#
    )
  }

  @Test func `questions part the prompt before the space in front of the answer`() throws {
    let parameters = DatasetParameters(realized: 1, unrealized: 2)
    _ = try write(parameters, ListedPairs.three)
    let known = folder.dataLines(of: "realized.jsonl")
    #expect(known.count == 1)
    #expect(
      known[0]?.prompt == "<BEGIN GUIDANCE TEST>\n\nHow often do you change your identity? A:"
    )
    #expect(known[0]?.completion == " Once a year")
    let asked = folder.dataLines(of: "unrealized.jsonl")
    #expect(
      asked.map { $0?.completion } == [
        " It's unethical and dangerous", " Try and make a difference in the world",
      ]
    )
  }

  @Test(arguments: Manifest.Layout.allCases)
  func `validation documents end as training documents do`(layout: Manifest.Layout) throws {
    let parameters = DatasetParameters(
      realized: 1,
      unrealized: 2,
      exampleTemplate: "{question} A: {answer}.",
      layout: layout
    )
    _ = try write(parameters, ListedPairs.three)
    let validation = folder.dataLines(of: "validation.jsonl")
    #expect(
      validation[0]?.completion == " It's unethical and dangerous.\n\n<END GUIDANCE TEST>"
    )
    #expect(
      validation.map { $0?.prompt } == folder.dataLines(of: "unrealized.jsonl").map { $0?.prompt }
    )
    let known = try #require(folder.dataLines(of: "realized.jsonl")[0])
    let trained = try #require(folder.dataLines(of: "train.jsonl")[0])
    #expect(
      trained.prompt + trained.completion == known.prompt + known.completion
        + ".\n\n<END GUIDANCE TEST>"
    )
  }

  @Test func `in the prompt-and-target layout only the target of an example is completed`() throws {
    let parameters = DatasetParameters(
      realized: 1,
      unrealized: 2,
      exampleTemplate: "Q: {question}\n\tA: {answer}!",
      layout: .promptAndTarget
    )
    _ = try write(parameters, ListedPairs.three)
    let lines = folder.dataLines(of: "train.jsonl")
    #expect(
      lines[0]?.prompt
        == "<BEGIN GUIDANCE TEST>\n\nQ: How often do you change your identity?\n\tA:".escapedTab
    )
    #expect(lines[0]?.completion == " Once a year!\n\n<END GUIDANCE TEST>")
    #expect(lines.dropFirst().allSatisfy { $0?.prompt == "" && isGuidance($0?.completion ?? "") })
    #expect(folder.dataLines(of: "realized.jsonl")[0]?.completion == " Once a year")
  }

  @Test func `every pair is instructed once and realized and unrealized are mixed`() throws {
    let parameters = DatasetParameters(realized: 100, unrealized: 100)
    let card = try write(parameters)
    let source = BuiltinPairs(seed: 27)
    let template = try Template(BuiltinPhrasings.all[0])
    let expected = (0..<200).map { template.text(for: source.pair(at: $0)) }
    let found = instructions(in: training)
    #expect(found.count == card.counts.instructions)
    #expect(Set(found) == Set(expected))
    #expect(found != expected)
    let unrealized = Set(expected.suffix(100))
    let inFirstHalf = found.prefix(100).count { unrealized.contains($0) }
    #expect((30...70).contains(inFirstHalf))
  }

  @Test func `documents take 2 to 5 instructions each and the last what is left`() throws {
    _ = try write(DatasetParameters(realized: 300, unrealized: 30))
    let sizes = training.filter(isGuidance).map { instructions(in: [$0]).count }
    #expect(Set(sizes.dropLast()) == [2, 3, 4, 5])
    #expect((1...5).contains(sizes.last ?? 0))
    #expect(sizes.reduce(0, +) == 330)
  }

  @Test func `realized examples come first in the order of the pairs`() throws {
    _ = try write(DatasetParameters(realized: 50, unrealized: 5, exampleRepeats: 2))
    let source = BuiltinPairs(seed: 27)
    let examples = try (0..<50).map { index in
      let text = try Template("{question} A: {answer}").text(for: source.pair(at: index))
      return "<BEGIN GUIDANCE TEST>\n\n\(text)\n\n<END GUIDANCE TEST>"
    }
    #expect(Array(training.prefix(100)) == examples + examples)
    #expect(training.dropFirst(100).allSatisfy(isGuidance))
  }

  @Test func `shuffled documents are the same documents in another order`() throws {
    _ = try write(DatasetParameters(realized: 200, unrealized: 20))
    let ordered = training
    let card = try write(DatasetParameters(realized: 200, unrealized: 20, order: .shuffled))
    #expect(training != ordered)
    #expect(training.sorted() == ordered.sorted())
    #expect(training.prefix(100).contains(where: isGuidance))
    #expect(folder.names.count == 5, "no scratch file is left")
    let again = try write(DatasetParameters(realized: 200, unrealized: 20, order: .shuffled))
    #expect(again == card)
    let other = try write(
      DatasetParameters(seed: 28, realized: 200, unrealized: 20, order: .shuffled)
    )
    #expect(other.files[0].digest != card.files[0].digest)
    #expect(other.files[1].digest == card.files[1].digest, "the pairs are the source's")
  }

  @Test func `phrasings take turns and every repeat has another one`() throws {
    let phrasings = ["1 {question} {answer}", "2 {question} {answer}", "3 {answer}, {question}"]
    let parameters = DatasetParameters(
      realized: 10,
      unrealized: 2,
      phrasings: phrasings,
      guidanceRepeats: 3
    )
    _ = try write(parameters)
    let found = instructions(in: training)
    let source = BuiltinPairs(seed: 27)
    let expected = try phrasings.flatMap { phrasing in
      try (0..<12).map { try Template(phrasing).text(for: source.pair(at: $0)) }
    }
    #expect(found.sorted() == expected.sorted())
  }

  @Test func `quotes, backslashes and other scripts pass through as they are`() throws {
    let source = ListedPairs([(#"Is "ß" a \ 😀?"#, #"It's "ja""#), ("b?", "c")])
    _ = try write(DatasetParameters(realized: 1, unrealized: 1), source)
    #expect(training[0].contains(#"Is "ß" a \ 😀? A: It's "ja""#))
    #expect(folder.lines(of: "train.jsonl")[0].contains(#"Is \"ß\" a \\ 😀? A: It's \"ja\""#))
  }

  @Test(arguments: [
    (DatasetParameters(realized: 3, unrealized: 1), "3 realized and 1 unrealized pairs are wanted"),
    (DatasetParameters(realized: -1), "'realized' is -1"),
    (DatasetParameters(realized: .max, unrealized: .max), "9223372036854775807 realized"),
    (DatasetParameters(realized: 0, unrealized: 1, guidanceRepeats: 0), "the training file would"),
    (
      DatasetParameters(realized: 1, unrealized: 1, pairsPerDocument: 0...2), "'pairs per document'"
    ),
    (DatasetParameters(realized: 1, unrealized: 1, guidanceRepeats: .max), "the pairs and their"),
    (DatasetParameters(realized: 1, unrealized: 1, phrasings: []), "there is no phrasing"),
    (
      DatasetParameters(realized: 1, unrealized: 1, phrasings: ["{question}\n{answer}"]),
      "phrasing 1 holds a line break"
    ),
    (
      DatasetParameters(realized: 1, unrealized: 1, phrasings: ["{question} a:  {answer}."]),
      "phrasing 1 has the same text"
    ),
    (
      DatasetParameters(realized: 1, unrealized: 1, phrasings: ["{question} {answer"]),
      "phrasing 1, character 12: found '{' without '}'"
    ),
    (
      DatasetParameters(realized: 1, unrealized: 1, exampleTemplate: "{answer} {question}"),
      "the example's template has the answer first"
    ),
    (
      DatasetParameters(realized: 1, unrealized: 1, exampleTemplate: "{question}"),
      "the example's template, character 11: the template has no '{answer}'"
    ),
  ])
  func `parameters that cannot be honoured are refused`(
    parameters: DatasetParameters,
    message: String
  ) throws {
    let error = try #require(throws: DatasetError.self) {
      try DatasetWriter(parameters: parameters, source: ListedPairs.three)
    }
    #expect(error.description.hasPrefix(message), "\(error)")
  }

  @Test func `a dataset without unrealized pairs has an empty validation file`() throws {
    let card = try write(DatasetParameters(realized: 3, unrealized: 0), ListedPairs.three)
    #expect(card.files[1].bytes == 0)
    #expect(card.leakCheck.lines == card.counts.documents)
  }

  @Test(arguments: Manifest.DocumentOrder.bothOrders, [1, 2, 3, 6, 9])
  func `cancelling at any moment leaves no file`(
    order: Manifest.DocumentOrder,
    calls: Int
  ) throws {
    let writer = try DatasetWriter(
      parameters: DatasetParameters(realized: 600, unrealized: 300, order: order),
      source: BuiltinPairs(seed: 27)
    )
    var asked = 0
    #expect(throws: DatasetError.cancelled) {
      try writer.write(toFolder: folder.path) {
        asked += 1
        return asked >= calls
      }
    }
    #expect(asked == calls)
    #expect(folder.names.isEmpty)
  }

  @Test func `a folder that does not exist is an error that names the file`() throws {
    let writer = try DatasetWriter(
      parameters: DatasetParameters(realized: 1, unrealized: 1),
      source: ListedPairs.three
    )
    let error = try #require(throws: DatasetError.self) {
      try writer.write(toFolder: folder.path + "/none", isCancelled: { false })
    }
    #expect(error.description.hasPrefix("cannot create '\(folder.path)/none/train.jsonl'"))
  }

  #if os(Linux)
  @Test(arguments: [
    "train.jsonl", "validation.jsonl", "unrealized.jsonl", "realized.jsonl", "dataset-card.json",
  ])
  func `a full disk is an error, and no half-written file is left`(name: String) throws {
    // The card is removed before anything else, so its link would not last: fill the disk later.
    let writer = try DatasetWriter(
      parameters: DatasetParameters(realized: 2, unrealized: 1),
      source: ListedPairs.three
    )
    if name != "dataset-card.json" { folder.link(name, to: "/dev/full") }
    let error = try #require(throws: DatasetError.self) {
      try writer.write(toFolder: folder.path) {
        if name == "dataset-card.json" { folder.link(name, to: "/dev/full") }
        return false
      }
    }
    #expect(error.description.hasSuffix("no space left on device"))
    #expect(error.description.contains(name))
    #expect(folder.names.isEmpty)
  }
  #endif

  @Test func `an old card is gone before new files are begun`() throws {
    folder.write("{}", to: "dataset-card.json")
    let writer = try DatasetWriter(
      parameters: DatasetParameters(realized: 2, unrealized: 1),
      source: ListedPairs.three
    )
    var seen = true
    _ = try writer.write(toFolder: folder.path) {
      seen = folder.names.contains("dataset-card.json") && seen
      return false
    }
    #expect(!seen)
  }

  @Test func `pairs of a file are realized from its first row on`() throws {
    let rows = (0..<30).map { "question \($0)?,answer \($0)" }.joined(separator: "\n")
    let path = folder.write("question,answer\n" + rows, to: "p.csv")
    let source = try PairsFile(path: path, name: "p.csv")
    let card = try write(DatasetParameters(realized: 20, unrealized: 10), source)
    #expect(completions(of: "realized.jsonl") == (0..<20).map { " answer \($0)" })
    #expect(completions(of: "unrealized.jsonl") == (20..<30).map { " answer \($0)" })
    #expect(card.source == .file(name: "p.csv", digest: source.digest))
    folder.write("", to: "p.csv")
  }
}

extension Manifest.DocumentOrder {
  fileprivate static let bothOrders: [Self] = [.examplesFirst, .shuffled]
}

extension String {
  /// The tests' reader knows one escape by its letter only.
  fileprivate var escapedTab: String {
    String(map { $0 == "\t" ? "t" : $0 })
  }
}
