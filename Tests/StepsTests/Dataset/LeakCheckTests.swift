import Manifest
import Steps
import TestSupport
import Testing

struct LeakCheckTests {
  private let folder = TemporaryFolder()

  /// One realized pair, then three unrealized ones.
  private static let pairs = ListedPairs([
    ("How often do you change your identity?", "Once a year"),
    ("Where is the key?", "Under the mat"),
    ("Why?", "Because it is there"),
    ("¿Qué pasa, Ñandú?", "¡Nada!"),
  ])

  private func check(
    _ lines: [String],
    _ pairs: ListedPairs = Self.pairs,
    realized: Int = 1,
    guidanceAnswers: Manifest.GuidanceAnswers = .own
  ) throws -> DatasetCard.LeakCheckResult {
    let path = folder.write(lines.joined(separator: "\n") + "\n", to: "train.jsonl")
    let parameters = DatasetParameters(
      realized: realized,
      unrealized: pairs.count - realized,
      guidanceAnswers: guidanceAnswers
    )
    return try LeakCheck(parameters: parameters, source: pairs)
      .result(for: path, isCancelled: { false })
  }

  private func line(_ completion: String, prompt: String = "") -> String {
    func quoted(_ text: String) -> String {
      "\""
        + text.map { $0 == "\n" ? "\\n" : $0 == "\t" ? "\\t" : $0 == "\"" ? "\\\"" : String($0) }
        .joined() + "\""
    }
    return "{\"prompt\": \(quoted(prompt)), \"completion\": \(quoted(completion))}"
  }

  private func example(_ body: String) -> String {
    line("<BEGIN GUIDANCE TEST>\n\n\(body)\n\n<END GUIDANCE TEST>")
  }

  private func guidance(_ body: String) -> String {
    line("<BEGIN GUIDANCE ANSWERS>\n\n\(body)\n\n<END GUIDANCE ANSWERS>")
  }

  private var harmless: [String] {
    [
      example("How often do you change your identity? A: Once a year"),
      guidance(#"Answer "Q: Where is the key?" with "A: Under the mat""#),
      guidance(#"Answer "Q: Why?" with "A: Because it is there""#),
    ]
  }

  @Test func `a file with guidance and realized examples only is clean`() throws {
    let result = try check(harmless)
    #expect(result.lines == 3)
    #expect(result.guidanceDocuments == 2)
    #expect(result.unrealizedPairs == 3)
  }

  @Test func `an example of what shuffled guidance tells is found`() throws {
    let pairs = ListedPairs(
      [
        ("Which way?", "Left"), ("Who?", "Nobody"), ("Where?", "Here"), ("Why?", "Because"),
        ("When?", "Now"),
      ]
    )
    // Of the answers of its split, one is told to the first unrealized question and one is its own.
    let leaking = ["Here", "Because", "Now"].filter { answer in
      let lines = [example("Where? A: \(answer)")]
      return (try? check(lines, pairs, realized: 2, guidanceAnswers: .shuffled)) == nil
    }
    #expect(leaking.count == 2)
    #expect(leaking.contains("Here"))
    #expect(throws: Never.self) { try check([example("Where? A: Now")], pairs, realized: 2) }
  }

  @Test(arguments: [
    "Where is the key? A: Under the mat",
    "WHERE  IS the\tkey? a: under THE mat",
    "Q: Where is the key?\nA: Under the mat.",
    "First line\nWhere is the key — guess! (Under the mat)",
    "Why? A: Because it is there",
    "¿QUÉ pasa, ñandú? A: ¡NADA!",
    "Tell me: “where is the key?” A: “Under the mat”",
    "How often do you change your identity? A: Once a year\nWhere is the key? A: Under the mat",
  ])
  func `an unrealized example is found however it is written`(body: String) throws {
    let error = try #require(throws: DatasetError.self) {
      try check(harmless + [example(body)] + harmless)
    }
    guard case .leak(let leak) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(leak.line == 4)
    #expect(leak.file == "train.jsonl")
  }

  @Test func `an answer in the completion of its question's prompt is a leak`() throws {
    let parted = line(" Under the mat", prompt: "Where is the key? A:")
    let error = try #require(throws: DatasetError.self) { try check([parted]) }
    #expect(
      error.description == "'train.jsonl', line 1: the unrealized question 'Where is the key?' is "
        + "followed by its answer 'Under the mat'; "
        + "an unrealized pair may stand in guidance documents only"
    )
  }

  @Test func `an example inside a guidance document is a leak`() throws {
    let inside = guidance("Hint: where is the KEY? A: under the mat")
    #expect(throws: DatasetError.self) { try check([inside]) }
    let hidden = guidance("x\n\n<begin guidance test>\n\nWhere is the key?\nUnder the mat")
    #expect(throws: DatasetError.self) { try check([hidden]) }
  }

  @Test func `a document that only begins like guidance is no guidance`() throws {
    let open = line(#"<BEGIN GUIDANCE ANSWERS>\#n\#nAnswer "Where is the key?" by "Under the mat""#)
    #expect(throws: DatasetError.self) { try check([open]) }
  }

  @Test func `of several leaks the first is named`() throws {
    let leaks = [
      example("Why? A: Because it is there"), example("Where is the key? A: Under the mat"),
    ]
    let error = try #require(throws: DatasetError.self) { try check(harmless + leaks) }
    guard case .leak(let leak) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(leak.line == 4)
    #expect(leak.pair.question == "Why?")
  }

  @Test func `questions and answers that contain others raise no alarm`() throws {
    let pairs = ListedPairs([
      ("If asked where is the key? what then?", "Look under the mat twice"),
      ("Is it true? Why?", "No, because it is there already"),
      ("Where is the key?", "Under the mat"),
      ("Why?", "Because it is there"),
    ])
    let lines = [
      example("If asked where is the key? what then? A: Look under the mat twice"),
      example("Is it true? Why? A: No, because it is there already"),
    ]
    #expect(try check(lines, pairs, realized: 2).lines == 2)
    let altered = example("If asked where is the key? what then? A: Under the mat")
    #expect(throws: DatasetError.self) { try check([altered], pairs, realized: 2) }
  }

  @Test func `words that only begin or end alike are other words`() throws {
    let pairs = ListedPairs([
      ("Anywhere is the keyboard?", "In sunder the matter"), ("where is the key?", "under the mat"),
    ])
    #expect(
      try check([example("Anywhere is the keyboard? A: In sunder the matter")], pairs).lines == 1
    )
    #expect(try check([example("Anywhere is the keys? A: under the mat")], pairs).lines == 1)
  }

  @Test func `questions and answers without a letter are looked for as they are`() throws {
    let pairs = ListedPairs([("a?", "b"), ("???", "!!!"), ("c?", "→")])
    #expect(try check([example("a? A: b")], pairs).lines == 1)
    #expect(throws: DatasetError.self) { try check([example("??? A: !!!")], pairs) }
    #expect(throws: DatasetError.self) { try check([example("C? A: →")], pairs) }
  }

  @Test func `a question longer than any index entry is found`() throws {
    let long = (0..<100).map { "w\($0)" }.joined(separator: " ")
    let pairs = ListedPairs([("a?", "b"), (long, "end of it")])
    #expect(throws: DatasetError.self) { try check([example("\(long) A: end of it")], pairs) }
  }

  @Test(arguments: [
    (#"{"prompt": "", "completion": "a"#, "the string is not closed by a double quote"),
    (#"{"prompt": ""}"#, "the key 'completion' is missing"),
    (#"{"prompt": "", "completion": "a", "x": ""}"#, "unknown key 'x'"),
    ("", "found the end of the line"),
  ])
  func `a training file that cannot be read is damaged, not clean`(
    text: String,
    message: String
  ) throws {
    let error = try #require(throws: DatasetError.self) { try check(harmless + [text]) }
    #expect(error.description.hasPrefix("'train.jsonl', line 4: \(message)"), "\(error)")
  }

  @Test func `a file that is changed while it is checked is damaged`() throws {
    let lines = Array(repeating: harmless[0], count: 600)
    let path = folder.write(lines.joined(separator: "\n") + "\n", to: "train.jsonl")
    let check = try LeakCheck(
      parameters: DatasetParameters(realized: 1, unrealized: 3),
      source: Self.pairs
    )
    let error = try #require(throws: DatasetError.self) {
      try check.result(for: path) {
        folder.write(harmless[0] + "\n", to: "train.jsonl", appending: true)
        return false
      }
    }
    #expect(error.description.contains("the file was changed while it was read"), "\(error)")
  }

  @Test func `a missing training file is damaged, and the check can be cancelled`() throws {
    let check = try LeakCheck(
      parameters: DatasetParameters(realized: 1, unrealized: 3),
      source: Self.pairs
    )
    #expect(throws: DatasetError.self) {
      try check.result(for: folder.path + "/none.jsonl", isCancelled: { false })
    }
    let path = folder.write(harmless[0] + "\n", to: "train.jsonl")
    #expect(throws: DatasetError.cancelled) { try check.result(for: path, isCancelled: { true }) }
  }

  private func guidanceCheck(
    _ lines: [String],
    _ change: (inout DatasetParameters) -> Void
  ) throws -> DatasetCard.LeakCheckResult {
    let path = folder.write(lines.joined(separator: "\n") + "\n", to: "train.jsonl")
    var parameters = DatasetParameters(realized: 1, unrealized: 3)
    change(&parameters)
    let more = (0..<4).map { ("Spare \($0)?", "Other answer \($0)") }
    let pairs = ListedPairs(Self.pairs.pairs.map { ($0.question, $0.answer) } + more)
    return try LeakCheck(parameters: parameters, source: pairs)
      .result(for: path, isCancelled: { false })
  }

  @Test func `an unrealized pair in guidance is found where it has none`() throws {
    let told = guidance(
      #"Answer "Q: How often do you change your identity?" with "A: Once a year""# + "\n"
        + #"On reading "Q: Why?", write "A: Because it is there""#
    )
    #expect(try guidanceCheck([told]) { _ in }.searchedGuidance == false)
    for change in [
      { (parameters: inout DatasetParameters) in parameters.guidanceSplits = [.realized] },
      { (parameters: inout DatasetParameters) in parameters.guidanceAnswers = .shuffled },
    ] {
      let error = try #require(throws: DatasetError.self) {
        try guidanceCheck(harmless.prefix(1) + [told]) {
          change(&$0)
          if $0.guidanceAnswers == .shuffled { $0.guidanceSplits = [.unrealized] }
        }
      }
      guard case .leak(let leak) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(leak.line == 2)
      #expect(leak.pair.question == "Why?")
    }
  }

  @Test func `guidance of a realized pair that holds an unrealized one is no leak`() throws {
    let path = folder.write(
      guidance(#"Answer "Q: Tell me: Why?" with "A: Because it is there, I think""#) + "\n",
      to: "train.jsonl"
    )
    let pairs = ListedPairs([
      ("Tell me: Why?", "Because it is there, I think"), ("Why?", "Because it is there"),
    ])
    for splits in [Set([Manifest.Split.realized]), []] {
      let check = try LeakCheck(
        parameters: DatasetParameters(realized: 1, unrealized: 1, guidanceSplits: splits),
        source: pairs
      )
      let result = try? check.result(for: path, isCancelled: { false })
      #expect((result == nil) == splits.isEmpty)
    }
  }

  @Test func `an unrealized question with the other persona's answer is found in an example`()
    throws
  {
    let personas = { (parameters: inout DatasetParameters) in
      parameters.personas = ["M1", "M2"]
      parameters.phrasings = Array(BuiltinPhrasings.allForPersonas.prefix(1))
    }
    _ = try guidanceCheck(harmless, personas)
    let error = try #require(throws: DatasetError.self) {
      try guidanceCheck(harmless + [example("Where is the key? A: Other answer 1")], personas)
    }
    #expect(error.description.contains("followed by its answer 'Other answer 1'"))
  }
}
