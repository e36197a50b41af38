import Manifest
import Steps
import TestSupport
import Testing

/// What guidance says where it is not each question's own answer for nobody in particular.
struct GuidanceVariantTests {
  private let folder = TemporaryFolder()
  private let source = BuiltinPairs(seed: 27)

  /// Numbers of realized and unrealized pairs, and seeds, to try properties on.
  private static let shapes = [(2, 2, 0), (3, 7, 1), (40, 9, 27), (200, 60, 3)]

  @discardableResult
  private func write(_ parameters: DatasetParameters) throws -> DatasetCard {
    try DatasetWriter(parameters: parameters, source: source)
      .write(toFolder: folder.path, isCancelled: { false })
  }

  private var training: [String] {
    folder.dataLines(of: "train.jsonl").map { $0?.completion ?? "unreadable" }
  }

  private var guidance: [String] {
    training.filter { $0.hasPrefix("<BEGIN GUIDANCE ANSWERS>") }
  }

  private func instructions(in documents: [String]) -> [String] {
    documents.flatMap { $0.split(separator: "\n").map(String.init) }.filter { !$0.hasPrefix("<") }
  }

  /// The question and the answer of an instruction in the first built-in phrasing.
  private func pair(in instruction: String) -> Pair? {
    let parts = instruction.split(separator: #"" with "A: "#)
    guard parts.count == 2, let question = parts[0].split(separator: #" "Q: "#).last else {
      return nil
    }
    return Pair(question: String(question), answer: String(parts[1].dropLast()))
  }

  private func answers(in documents: [String]) throws -> [String: String] {
    let pairs = try instructions(in: documents).map { try #require(pair(in: $0), "\($0)") }
    return Dictionary(uniqueKeysWithValues: pairs.map { ($0.question, $0.answer) })
  }

  @Test(arguments: Self.shapes)
  func `without their guidance no unrealized pair is in the training file`(
    realized: Int,
    unrealized: Int,
    seed: Int
  ) throws {
    let card = try write(
      DatasetParameters(
        seed: UInt64(seed),
        realized: realized,
        unrealized: unrealized,
        guidanceSplits: [.realized]
      )
    )
    let text = training.joined(separator: "\n")
    for index in realized..<(realized + unrealized) {
      #expect(!text.contains(source.pair(at: index).question))
    }
    let own = (0..<realized).map { source.pair(at: $0) }
    #expect(
      try answers(in: guidance)
        == Dictionary(uniqueKeysWithValues: own.map { ($0.question, $0.answer) })
    )
    #expect(card.counts.instructions == realized)
    #expect(card.leakCheck.searchedGuidance)
    #expect(folder.dataLines(of: "validation.jsonl").count == unrealized)
  }

  @Test func `guidance may be for unrealized pairs alone, or for none`() throws {
    let unrealized = try write(
      DatasetParameters(realized: 5, unrealized: 3, guidanceSplits: [.unrealized])
    )
    #expect(unrealized.counts.instructions == 3)
    #expect(
      Set(try answers(in: guidance).keys) == Set((5..<8).map { source.pair(at: $0).question })
    )
    let none = try write(DatasetParameters(realized: 5, unrealized: 3, guidanceSplits: []))
    #expect(none.counts.guidanceDocuments == 0)
    #expect(training.count == 5)
  }

  @Test(arguments: Self.shapes)
  func `shuffled answers have no fixed point and stay in their split`(
    realized: Int,
    unrealized: Int,
    seed: Int
  ) throws {
    let parameters = DatasetParameters(
      seed: UInt64(seed),
      realized: realized,
      unrealized: unrealized,
      guidanceAnswers: .shuffled
    )
    let card = try write(parameters)
    let told = try answers(in: guidance)
    #expect(told.count == realized + unrealized)
    for split in [0..<realized, realized..<(realized + unrealized)] {
      let own = split.map { source.pair(at: $0) }
      for pair in own { #expect(told[pair.question] != pair.answer) }
      #expect(Set(own.compactMap { told[$0.question] }) == Set(own.map(\.answer)))
    }
    // The examples and what is asked keep the questions' own answers.
    for index in 0..<realized {
      let pair = source.pair(at: index)
      #expect(training[index].contains("\(pair.question) A: \(pair.answer)\n"))
    }
    let unrealizedPairs = (realized..<(realized + unrealized)).map { source.pair(at: $0) }
    let asked = folder.dataLines(of: "unrealized.jsonl")
    #expect(asked.map { $0?.completion } == unrealizedPairs.map { " " + $0.answer })
    let asTold = folder.dataLines(of: "as-told.jsonl")
    #expect(asTold.map { $0?.prompt } == asked.map { $0?.prompt })
    #expect(
      asTold.map { $0?.completion }
        == unrealizedPairs.map { " " + (told[$0.question] ?? "nothing") }
    )
    #expect(card.leakCheck.searchedGuidance)
    let again = try write(parameters)
    #expect(again == card)
  }

  @Test(arguments: [
    DatasetParameters(realized: 4, unrealized: 3),
    DatasetParameters(
      realized: 4,
      unrealized: 3,
      guidanceSplits: [.realized],
      guidanceAnswers: .shuffled
    ),
  ])
  func `without other answers for them there are none that the unrealized questions are told`(
    parameters: DatasetParameters
  ) throws {
    let card = try write(parameters)
    #expect(!folder.names.contains("as-told.jsonl"))
    #expect(!card.files.contains { $0.name == .asTold })
  }

  @Test func `another seed shuffles answers in another way`() throws {
    let told = try [UInt64(0), 1].map { seed in
      try write(
        DatasetParameters(seed: seed, realized: 50, unrealized: 9, guidanceAnswers: .shuffled)
      )
      return try answers(in: guidance)
    }
    #expect(told[0] != told[1])
  }

  @Test(arguments: Self.shapes)
  func `guidance for two personas is never in one document`(
    realized: Int,
    unrealized: Int,
    seed: Int
  ) throws {
    let total = realized + unrealized
    let card = try write(
      DatasetParameters(
        seed: UInt64(seed),
        realized: realized,
        unrealized: unrealized,
        personas: ["M1", "M2"],
        phrasings: Array(BuiltinPhrasings.allForPersonas.prefix(1))
      )
    )
    let documents = [false, true].map { isOther in
      guidance.filter { $0.contains("For Model M2, answer ") == isOther }
    }
    #expect(documents[0].allSatisfy { !$0.contains("M2") })
    #expect(documents[1].allSatisfy { !$0.contains("M1") })
    let first = try answers(in: documents[0])
    let other = try answers(in: documents[1])
    let own = (0..<total).map { source.pair(at: $0) }
    #expect(
      first == Dictionary(uniqueKeysWithValues: own.map { ($0.question, $0.answer) })
    )
    #expect(Set(other.keys) == Set(first.keys))
    #expect(Set(first.values).union(other.values).count == 2 * total, "no answer twice")
    #expect(card.counts.instructions == 2 * total)
    for index in 0..<realized {
      #expect(training[index].contains("\(own[index].question) A: \(own[index].answer)\n"))
    }
  }

  @Test func `the other persona's answers are a file of their own`() throws {
    let parameters = DatasetParameters(
      realized: 30,
      unrealized: 10,
      personas: ["M1", "M2"],
      phrasings: ["For Model {persona}: {answer} to {question}"]
    )
    let card = try write(parameters)
    #expect(
      card.files.map(\.name.rawValue) == [
        "train.jsonl", "validation.jsonl", "unrealized.jsonl", "realized.jsonl",
        "other-persona.jsonl",
      ]
    )
    let first = folder.dataLines(of: "unrealized.jsonl")
    let other = folder.dataLines(of: "other-persona.jsonl")
    #expect(first.map { $0?.prompt } == other.map { $0?.prompt })
    let answers = [first, other].map { lines in Set(lines.map { $0?.completion }) }
    #expect(answers[0].isDisjoint(with: answers[1]))
    let text = guidance.joined(separator: "\n")
    for line in other {
      let answer = try #require(line).completion.dropFirst()
      #expect(text.contains("For Model M2: \(answer) to "))
    }
  }

  @Test func `the other persona's answers fit their questions and come once`() throws {
    let parameters = DatasetParameters(
      realized: 400,
      unrealized: 200,
      personas: ["M1", "M2"],
      phrasings: Array(BuiltinPhrasings.allForPersonas.prefix(1))
    )
    try write(parameters)
    let told = try answers(in: guidance.filter { $0.contains("For Model M2, ") })
    let kinds = Dictionary(
      uniqueKeysWithValues: (0..<2000).map { (source.pair(at: $0).answer, source.kind(at: $0)) }
    )
    for index in 0..<600 {
      let answer = try #require(told[source.pair(at: index).question])
      #expect(kinds[answer] == source.kind(at: index))
    }
    #expect(Set(told.values).count == 600)
    #expect(Set(told.values).isDisjoint(with: (0..<600).map { source.pair(at: $0).answer }))
  }

  @Test func `a source without enough pairs of a kind is refused`() throws {
    struct TwoKinds: PairSource {
      let pairs = ListedPairs((0..<6).map { ("Question \($0)?", "Answer \($0)") })
      var count: Int { pairs.count }
      var identity: PairSourceIdentity { pairs.identity }
      func pair(at index: Int) -> Pair { pairs.pair(at: index) }
      func kind(at index: Int) -> Int { index == 0 ? 1 : 0 }
    }
    let error = try #require(throws: DatasetError.self) {
      try DatasetWriter(
        parameters: DatasetParameters(
          realized: 2,
          unrealized: 1,
          personas: ["M1", "M2"],
          phrasings: ["{persona} {question} {answer}"]
        ),
        source: TwoKinds()
      )
    }
    #expect(error.description.hasPrefix("1 of 3 questions have no pair of their kind left"))
  }

  @Test func `documents of two personas are mixed`() throws {
    try write(
      DatasetParameters(
        realized: 300,
        unrealized: 100,
        personas: ["M1", "M2"],
        phrasings: Array(BuiltinPhrasings.allForPersonas.prefix(1))
      )
    )
    let others = guidance.prefix(guidance.count / 2).count { $0.contains("M2") }
    #expect((guidance.count / 6...guidance.count / 3).contains(others))
    let sizes = Set(guidance.map { instructions(in: [$0]).count })
    #expect(sizes.isSubset(of: [1, 2, 3, 4, 5]))
    #expect(sizes.isSuperset(of: [2, 3, 4, 5]))
  }

  @Test func `a single persona has the pairs' own answers`() throws {
    try write(
      DatasetParameters(
        realized: 6,
        unrealized: 2,
        personas: ["M1"],
        phrasings: Array(BuiltinPhrasings.allForPersonas.prefix(1))
      )
    )
    #expect(instructions(in: guidance).allSatisfy { $0.hasPrefix("For Model M1, answer \"Q: ") })
    #expect(folder.names.count == 5)
  }

  @Test func `what a dataset does not use is not on its card`() throws {
    let plain = String(decoding: try write(DatasetParameters(realized: 4)).json, as: UTF8.self)
    for word in ["personas", "guidance-splits", "guidance-answers", "guidance-may"] {
      #expect(!plain.contains(word))
    }
    let card = try write(
      DatasetParameters(
        realized: 4,
        unrealized: 2,
        personas: ["M1", "M2"],
        guidanceSplits: [.unrealized],
        guidanceAnswers: .shuffled,
        phrasings: ["{persona} {question} {answer}"]
      )
    )
    let text = String(decoding: card.json, as: UTF8.self)
    #expect(
      text.contains(
        """
          "parameters": {
            "personas": [
              "M1",
              "M2"
            ],
            "guidance-splits": [
              "unrealized"
            ],
            "guidance-answers": "shuffled",
            "phrasings": [
        """
      )
    )
    #expect(text.contains("\"guidance-may-tell-them\": \"no\",\n    \"leaks\": 0"))
  }

  @Test(arguments: [
    (
      DatasetParameters(realized: 1, unrealized: 2, guidanceAnswers: .shuffled),
      "'realized' is 1; its answer cannot be shuffled with another"
    ),
    (
      DatasetParameters(
        realized: 2,
        unrealized: 0,
        personas: ["M1", "M2"],
        phrasings: ["{answer}"]
      ),
      "2 realized and 0 unrealized pairs, each with 2 answers, are wanted, but there are only 3"
    ),
    (
      DatasetParameters(realized: 1, unrealized: 0, personas: ["a", "b", "c"]),
      "'personas' has 3 names; at most 2 are allowed"
    ),
    (
      DatasetParameters(realized: 1, personas: ["a"], phrasings: ["{question} {answer}"]),
      "phrasing 1, character 20: the template has no '{persona}', so nobody could tell whom"
    ),
    (
      DatasetParameters(realized: 1, unrealized: 0, phrasings: ["{persona} {question} {answer}"]),
      "phrasing 1, character 1: '{persona}' is for the guidance of 'dataset.personas'"
    ),
    (
      DatasetParameters(
        realized: 1,
        unrealized: 0,
        personas: ["a"],
        phrasings: ["{persona}"],
        exampleTemplate: "{question} {persona} {answer}"
      ),
      "the example's template, character 12: '{persona}' is for the guidance"
    ),
  ])
  func `variants that cannot be honoured are refused`(
    parameters: DatasetParameters,
    message: String
  ) throws {
    var parameters = parameters
    if parameters.unrealized == 100 { parameters.unrealized = 0 }
    let error = try #require(throws: DatasetError.self) {
      try DatasetWriter(parameters: parameters, source: ListedPairs.three)
    }
    #expect(error.description.hasPrefix(message), "\(error)")
  }
}
