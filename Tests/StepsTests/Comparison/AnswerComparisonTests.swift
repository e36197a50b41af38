import Engine
import Metrics
import Report
import Statistics
import TestSupport
import Testing

@testable import Steps

/// Answers of two sides that are held beside each other, question by question.
struct AnswerComparisonTests {
  private let pair = ComparedPair()

  /// What a run answered, a letter for each question: `+` is right, `-` wrong, and a blank was not asked.
  private typealias Answers = String

  private func side(
    _ name: String,
    _ runs: [Int: Answers],
    _ text: String = ComparedPair.base,
    prompts: String = "Q"
  ) throws -> ComparedManifest {
    var side = try pair.side(text, as: name)
    var results: [Measurement] = []
    for (seed, answers) in runs {
      let records = answers.enumerated().filter { $1 != " " }.map { index, answer in
        var record = ItemRecord(item: index + 1, prompt: "\(prompts)\(index)", target: " yes")
        record.item.completion = answer == "+" ? " yes" : " no"
        record.judge(by: [.exactMatch])
        return record
      }
      let step = StepID("evaluate/\(seed)")
      side.records[step] = pair.folder.write(
        records.map { JSONDocument.line($0) + "\n" }.joined(),
        to: "\(name)-\(seed).jsonl"
      )
      let right = answers.count { $0 == "+" }
      results.append(
        Measurement(
          model: "small",
          provider: "scripted",
          parameters: nil,
          seed: seed,
          variant: [:],
          split: "unrealized",
          metric: "exact-match",
          value: Double(right) / Double(records.count),
          n: records.count,
          steps: MeasurementSteps(fineTune: "f", evaluate: step.rawValue)
        )
      )
    }
    side.report = Report(
      name: name,
      results: results.sorted { $0.seed < $1.seed },
      expectations: []
    )
    return side
  }

  private func compared(
    _ a: [Int: Answers],
    _ b: [Int: Answers],
    epochs: Int = 20,
    prompts: String = "Q"
  ) throws -> Comparison {
    let text = ComparedPair.base.replacing(
      "models: [small]",
      with: "models: [small], epochs: \(epochs)"
    )
    return try Comparison(
      side("a.yaml", a),
      side("b.yaml", b, text, prompts: prompts),
      providers: pair.providers
    )
  }

  private func answers(_ right: Int, _ wrong: Int) -> Answers {
    String(repeating: "+", count: right) + String(repeating: "-", count: wrong)
  }

  @Test func `the sentence says the difference, whether it is one, and its cause`() throws {
    let (a, b) = (answers(70, 30), answers(68, 2) + answers(12, 18))
    let comparison = try compared([0: a], [0: b])
    #expect(
      ComparisonWords.result(comparison)
        == "B is better by 10 points [2.4, 17] on 100 unrealized questions (McNemar mid-p 0.007): 12 gained, "
        + "2 lost. Of what was changed only 'fine-tune.epochs' (10 → 20) reaches training."
    )
    let answer = try #require(comparison.answers.first)
    #expect(answer.gained == 12 && answer.lost == 2 && answer.notes == [])
    let lost = answer.flips.filter { !$0.isGained }
    #expect(lost.map(\.prompt) == ["Q68", "Q69"])
    #expect(lost.map(\.a) == [" yes", " yes"] && lost.map(\.b) == [" no", " no"])
    #expect(
      ComparisonTable.all(comparison).flatMap(\.table.rows) == [
        ["unrealized", "0.70", "0.80", "+0.10 [+0.02, +0.17]", "0.007", "12/2", "better"]
      ]
    )
  }

  @Test(arguments: [
    (
      ["++++----"], ["+++++---"],
      "Whether B is better cannot be told at all: 1 answer differs, too few for any outcome to show, on 8 "
        + "unrealized questions."
    ),
    (
      ["+++++-----"], ["-----+++++"],
      "Whether B is better cannot be told: 0 points [-57, 57] on 10 unrealized questions (McNemar mid-p 1.00): "
        + "5 gained, 5 lost. About 3 138 questions would tell."
    ),
    (
      ["++++++++++++++++++++"], ["--------------------"],
      "B is worse by 100 points [-100, -74] on 20 unrealized questions (McNemar mid-p <0.0001): 0 gained, "
        + "20 lost."
    ),
    (
      ["+++++-----", "++++------", "++++++----"], ["++++++++++", "+++++++++-", "++++++++++"],
      "B is better by 47 points [26, 67] on 3 and 3 runs (Welch's t test over runs, p 0.005): 14 gained, 0 lost."
    ),
  ])
  func `each verdict has its words`(a: [String], b: [String], words: String) throws {
    func runs(_ answers: [String]) -> [Int: Answers] {
      Dictionary(uniqueKeysWithValues: answers.enumerated().map { ($0, $1) })
    }
    let sentence = try #require(ComparisonWords.result(try compared(runs(a), runs(b), epochs: 10)))
    #expect(sentence == words + " Nothing was changed.")
  }

  @Test func `seeds and questions that one side alone has are named`() throws {
    let comparison = try compared(
      [0: "++++++-- ", 1: "+++++--- "],
      [1: "+++++++++", 2: "+++++++++"]
    )
    let answer = try #require(comparison.answers.first)
    #expect(
      answer.notes == [
        "Seed 0: A alone.", "Seed 2: B alone.", "1 question of B alone is left out.",
      ]
    )
    #expect(answer.questions == .init(both: 8, onlyA: 0, onlyB: 1))
    guard case .share(let share)? = answer.difference else { return #expect(Bool(false)) }
    #expect(share.method == .clusteredQuestions)
    // Three questions of eight more in the mean over A's runs: (2 + 3) / 2 / 8.
    #expect(share.difference == 0.3125)
    // Answers of one seed are held beside each other.
    #expect(answer.flips.map(\.seedOfA) == [1, 1, 1])
  }

  @Test func `other questions are other samples`() throws {
    let comparison = try compared([0: "++++------"], [0: "++++++++--"], prompts: "Other")
    let answer = try #require(comparison.answers.first)
    #expect(answer.questions.both == 0 && answer.flips == [])
    #expect(answer.notes.count == 1 && answer.notes[0].contains("no question in common"))
    guard case .share(let share)? = answer.difference else { return #expect(Bool(false)) }
    #expect(share.method == .differentQuestions && share.difference == 0.4)
    // Trained again, the questions are no more: neither the runs nor their answers are the unit.
    let again = try compared(
      [0: "++++------", 1: "+++++-----", 2: "+++-------"],
      [0: "++++++++--", 1: "+++++++---", 2: "+++++++++-"],
      prompts: "Other"
    )
    guard case .share(let several)? = again.answers.first?.difference else {
      return #expect(Bool(false))
    }
    #expect(several == share)
  }

  @Test func `runs are compared on the questions that both sides were asked`() throws {
    // The two questions that B alone was asked are all wrong, and the others as those of A.
    let comparison = try compared(
      [0: "++++----  ", 1: "+++-----  ", 2: "+++++---  "],
      [0: "++++------", 1: "+++-------", 2: "+++++-----"]
    )
    let answer = try #require(comparison.answers.first)
    guard case .share(let share)? = answer.difference else { return #expect(Bool(false)) }
    #expect(share.method == .runs && share.difference == 0)
    #expect(answer.notes == ["2 questions of B alone are left out."])
  }

  @Test func `swapping the sides mirrors every number and verdict`() throws {
    var generator = SplitMix(state: 7)
    for round in 0..<60 {
      func runs() -> [Int: Answers] {
        let seeds = Array(0..<Int.random(in: 1...4, using: &generator))
        return Dictionary(
          uniqueKeysWithValues: seeds.map { seed in
            (seed, String((0..<20).map { _ in "+-".randomElement(using: &generator) ?? "+" }))
          }
        )
      }
      let (a, b) = (runs(), round % 7 == 0 ? nil : runs())
      let forth = try compared(a, b ?? a).answers
      let back = try compared(b ?? a, a).answers
      for (one, other) in zip(forth, back) {
        #expect(one.gained == other.lost && one.lost == other.gained)
        guard case .share(let x)? = one.difference, case .share(let y)? = other.difference else {
          Issue.record("there is no difference")
          continue
        }
        #expect(x.method == y.method && abs((x.p ?? 2) - (y.p ?? 2)) < 1e-12)
        #expect(abs(x.difference + y.difference) < 1e-12 && abs(x.lower + y.upper) < 1e-12)
        #expect(x.verdict.mirrored == y.verdict)
        if b == nil { #expect(x.difference == 0 && one.flips == []) }
      }
    }
  }
}
