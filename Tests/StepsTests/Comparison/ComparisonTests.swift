import Manifest
import TestSupport
import Testing

@testable import Steps

struct ComparisonTests {
  private let pair = ComparedPair()

  @Test func `a manifest does not differ from itself`() throws {
    let comparison = try pair.comparison()
    #expect(comparison.isEmpty)
    #expect(comparison.rerun == [])
    #expect(comparison.steps.kept == 7)
    #expect(comparison.steps.dropped == [])
  }

  @Test(arguments: [
    // Comments, form and the order of keys.
    """
    # Something else.
    fine-tune:
      models: ["small"]   # one
      provider: scripted
    dataset:
      unrealized: 0x4
      realized: 6
    name: small
    manifest: 1
    """,
    // Defaults written out, and through an anchor.
    ComparedPair.base
      + "evaluate: { temperature: 0.0, splits: &s [unrealized, realized] }\nexpect: []\n",
    // Lists whose order says nothing.
    ComparedPair.base
      + "evaluate: { splits: [realized, unrealized], metrics: [log-probability, exact-match] }",
  ])
  func `what means the same is no difference`(text: String) throws {
    let comparison = try pair.comparison(ComparedPair.base, text)
    #expect(comparison.lines == [])
    #expect(!comparison.rerun.contains { !$0.hasPrefix("report") })
  }

  @Test(arguments: [
    ("fine-tune.models=[large, small]", ["fine-tune.models: [small] → [large, small] (training)"]),
    ("fine-tune.seeds=[1, 0]", ["fine-tune.seeds: [0] → [1, 0] (training)"]),
    (
      "dataset.guidance.pairs-per-document=[1, 4]",
      ["dataset.guidance.pairs-per-document: [2, 5] → [1, 4] (data)"]
    ),
    (
      "fine-tune.suffix=x",
      [
        "fine-tune.suffix: \"simple-openweb-{epochs}epochs-lr{learning-rate-multiplier}-bs{batch-size}\""
          + " → x (nothing)"
      ]
    ),
  ])
  func `a difference has both values and what it affects`(option: String, lines: [String]) throws {
    #expect(try pair.comparison(setB: [option]).lines == lines)
  }

  @Test func `the order of models and seeds says nothing and that of phrasings does`() throws {
    let models = "fine-tune: { provider: scripted, models: [MODELS], seeds: [SEEDS] }\n"
    let texts = [("small, large", "0, 1"), ("large, small", "1, 0")].map {
      "manifest: 1\nname: x\n"
        + models.replacing("MODELS", with: $0).replacing("SEEDS", with: $1)
    }
    #expect(try pair.comparison(texts[0], texts[1]).lines == [])
    let phrasings = [["Say", "Tell"], ["Tell", "Say"]].map { words in
      let list = words.map { "'\($0) {question} {answer}'" }.joined(separator: ", ")
      return ComparedPair.base
        .replacing("unrealized: 4", with: "unrealized: 4, guidance: { phrasings: [\(list)] }")
    }
    let comparison = try pair.comparison(phrasings[0], phrasings[1])
    #expect(comparison.differences.map(\.affects) == [.data])
  }

  @Test func `the order in which a matrix tries values says nothing`() throws {
    let texts = ["[1, 2]", "[2, 1]"].map {
      ComparedPair.base + "matrix: { fine-tune.epochs: \($0) }"
    }
    let comparison = try pair.comparison(texts[0], texts[1])
    #expect(comparison.lines == [])
    #expect(comparison.variants.matched == 2)
  }

  @Test func `the same templates by number and written out make the same data`() throws {
    let template = #"Answer "Q: {question}" with "A: {answer}""#
    let comparison = try pair.comparison(setB: ["dataset.guidance.phrasings=['\(template)']"])
    #expect(comparison.differences.map(\.affects) == [.nothing])
    #expect(comparison.rerun == [])
  }

  @Test func `origins are a line, an option or the default`() throws {
    let comparison = try pair.comparison(setB: ["dataset.realized=7", "dataset.seed=1"])
    let origins = comparison.differences.map {
      ["\($0.a?.origin, default: "")", "\($0.b?.origin, default: "")"]
    }
    #expect(
      origins == [
        ["default", "--set dataset.seed=1"],
        ["\(pair.folder.path)/a.yaml:3", "--set dataset.realized=7"],
      ]
    )
  }

  @Test func `steps run again whose key is not among the others`() throws {
    let comparison = try pair.comparison(setB: ["fine-tune.epochs=3"])
    #expect(
      comparison.steps.rerun.map { "\($0.id): \($0.reason)" } == [
        "fine-tune/small/seed-0: 'epochs' changed from 10 to 3",
        "evaluate/small/seed-0/unrealized: depends on 'fine-tune/small/seed-0'",
        "evaluate/small/seed-0/realized: depends on 'fine-tune/small/seed-0'",
        "report: depends on 'evaluate/small/seed-0/unrealized', 'evaluate/small/seed-0/realized'",
      ]
    )
    #expect(comparison.steps.kept == 3)
    let fewer = try pair.comparison(setB: ["evaluate.splits=[realized]"])
    #expect(fewer.rerun == ["report"])
    #expect(fewer.steps.dropped == ["evaluate/small/seed-0/unrealized"])
  }

  @Test func `a forecast runs exactly the steps that a run then makes`() async throws {
    let folder = try ExperimentFolder()
    _ = try await folder.run()
    for option in [
      "fine-tune.epochs=3", "dataset.seed=4", "evaluate.temperature=1", "fine-tune.suffix=x",
      "fine-tune.seeds=[0, 1]", "description=y", "evaluate.base-model=false",
    ] {
      let plans = (
        try #require(folder.plan().plan), try #require(folder.plan(set: [option]).plan)
      )
      let forecast = try Comparison.StepChanges(from: plans.0, to: plans.1).rerun.map(\.id)
      #expect(try await folder.run(set: [option]).built.sorted() == forecast.sorted())
    }
  }

  @Test func `a matrix on one side is matched by its values`() throws {
    let text = ComparedPair.base + "matrix: { fine-tune.epochs: [5, 10], dataset.seed: [27, 28] }\n"
    let comparison = try pair.comparison(ComparedPair.base, text)
    #expect(
      comparison.lines == [
        "matrix.dataset.seed: – → [27, 28] (data)",
        "matrix.fine-tune.epochs: – → [5, 10] (training)",
      ]
    )
    #expect(comparison.variants.paths == ["dataset.seed", "fine-tune.epochs"])
    #expect(comparison.variants.matched == 1)
    #expect(comparison.variants.onlyA == [])
    #expect(
      comparison.variants.onlyB == [
        ["dataset.seed": "27", "fine-tune.epochs": "5"],
        ["dataset.seed": "28", "fine-tune.epochs": "5"],
        ["dataset.seed": "28", "fine-tune.epochs": "10"],
      ]
    )
    // The experiment that both have is done with A, whatever its steps are called.
    #expect(!comparison.rerun.contains { $0.hasSuffix("[dataset.seed=27,epochs=10]") })
    #expect(comparison.rerun.contains("generate[dataset.seed=28]"))
  }

  @Test func `a value that every variant replaces affects nothing`() throws {
    let matrix = "matrix: { fine-tune.epochs: [5, 6] }\n"
    let comparison = try pair.comparison(
      ComparedPair.base + matrix,
      ComparedPair.base.replacing("models:", with: "epochs: 3, models:") + matrix
    )
    #expect(comparison.lines == ["fine-tune.epochs: 10 → 3 (nothing)"])
    #expect(comparison.rerun == [])
  }

  @Test func `a value that matters only with another one affects what it then does`() throws {
    let texts = [
      "evaluate: { metrics: [exact-match] }", "evaluate: { base-model: false }",
    ].map { ComparedPair.base + $0 }
    let comparison = try pair.comparison(texts[0], texts[1])
    #expect(
      comparison.lines == [
        "evaluate.metrics: [exact-match] → [exact-match, log-probability] (evaluation)",
        "evaluate.base-model: true → false (evaluation)",
      ]
    )
  }

  @Test func `values that need each other to be valid are still told apart`() throws {
    let texts = [
      "dataset: { realized: 6, unrealized: 0 }\nevaluate: { splits: [realized] }",
      "dataset: { realized: 6, unrealized: 4 }",
    ].map { "manifest: 1\nname: x\nfine-tune: { provider: scripted, models: [small] }\n" + $0 }
    let comparison = try pair.comparison(texts[0], texts[1])
    #expect(comparison.differences.map(\.affects) == [.data, .evaluation])
  }

  @Test func `published values are matched, not counted`() throws {
    func text(_ items: [String]) -> String {
      let items = items.map { "  - { model: small, split: \($0) }\n" }
      return ComparedPair.base + "expect:\n" + items.joined()
    }
    let a = text([
      "realized, metric: exact-match, value: 0.5", "unrealized, metric: exact-match, value: 0.25",
    ])
    let b = text([
      "unrealized, metric: log-probability, value: -3, source: a book",
      "unrealized, metric: exact-match, value: 0.75",
      "realized, metric: exact-match, value: 0.5",
    ])
    #expect(
      try pair.comparison(a, b).lines == [
        "expect: { model: small, split: unrealized, metric: exact-match, value: 0.25 } → "
          + "{ model: small, split: unrealized, metric: exact-match, value: 0.75 } (nothing)",
        "expect: – → { model: small, split: unrealized, metric: log-probability, value: -3, "
          + "source: a book } (nothing)",
      ]
    )
  }

  @Test func `texts of other bytes differ though they look alike`() throws {
    let comparison = try pair.comparison(
      ComparedPair.base + "description: \"\\u00E9\"",
      ComparedPair.base + "description: \"e\\u0301\""
    )
    #expect(comparison.differences.map(\.path) == ["description"])
  }

  @Test func `files of pairs differ by content`() throws {
    let rows = (0..<12).map { "q\($0)?,a\($0)\n" }.joined()
    pair.folder.write("question,answer\n" + rows, to: "one.csv")
    pair.folder.write("question,answer\n" + rows, to: "two.csv")
    let texts = ["one.csv", "two.csv"].map {
      ComparedPair.base.replacing("realized: 6", with: "pairs: \($0), realized: 6")
    }
    let renamed = try pair.comparison(texts[0], texts[1])
    #expect(renamed.lines == ["dataset.pairs: one.csv → two.csv (nothing)"])
    #expect(renamed.rerun == [])

    pair.folder.write("question,answer\n" + rows, to: "other/one.csv")
    pair.folder.write("question,answer\nx?,y\n" + rows, to: "one.csv")
    let sides = (
      try pair.side(texts[0], as: "a.yaml"), try pair.side(texts[0], as: "other/a.yaml")
    )
    let changed = try Comparison(sides.0, sides.1, providers: pair.providers)
    #expect(changed.differences.map(\.path) == ["dataset.pairs"])
    #expect(changed.differences[0].affects == .data)
    #expect(changed.differences[0].a?.text.hasPrefix("one.csv (SHA-256 ") == true)
    #expect(changed.differences[0].a?.content?.count == 64)
    #expect(changed.rerun.first == "generate")
  }
}
