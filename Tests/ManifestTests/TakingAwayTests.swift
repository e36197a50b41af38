import Diagnostics
import Manifest
import Testing

/// How a manifest takes away what it inherits, and an option what the manifest says.
struct TakingAwayTests {
  private let files = [
    "base.yaml": """
    manifest: 1
    name: base
    budget: 20
    matrix: { fine-tune.batch-size: [4, 8], dataset.seed: [1, 2] }
    dataset: { realized: 10, personas: [ann, bob], guidance: { repeats: 3, phrasings: 2 } }
    fine-tune: { models: [curie], epochs: 3, deadline: 2d }
    prices: [{ model: curie, training: 3, input: 12, output: 12 }]
    expect: [{ model: curie, split: realized, metric: exact-match, value: 1 }]
    """
  ]

  private func child(_ text: String, set: [String] = []) -> (Manifest?, [Diagnostic]) {
    load("extends: base.yaml\nname: child\n\(text)\n", files, set: set)
  }

  @Test(arguments: ["null", "~", ""])
  func `null takes away what is inherited, whatever it is`(null: String) throws {
    let (whole, problems) = child(
      """
      budget: \(null)
      matrix: \(null)
      dataset: { realized: 11, personas: \(null), guidance: \(null) }
      fine-tune: { models: \(null), epochs: \(null), deadline: \(null) }
      prices: \(null)
      expect: \(null)
      """
    )
    #expect(problems.isEmpty)
    let manifest = try #require(whole)
    let experiment = try #require(manifest.experiments.first)
    #expect(manifest.experiments.count == 1)
    #expect(manifest.budget == nil)
    #expect(experiment.dataset.realized == 11)
    #expect(experiment.dataset.personas.isEmpty)
    #expect(experiment.dataset.guidance.repeats == 1)
    #expect(experiment.dataset.guidance.phrasings == .builtin(1))
    #expect(experiment.fineTune.models == ["ada", "babbage", "curie", "davinci"])
    #expect(experiment.fineTune.epochs == 10)
    #expect(experiment.fineTune.deadline == nil)
    #expect(experiment.prices.isEmpty && experiment.expect.isEmpty)
    let fresh = load("manifest: 1\nname: child\ndataset: { realized: 11 }").manifest
    #expect(manifest.canonicalText == fresh?.canonicalText)
  }

  @Test(arguments: [
    ("budget", "budget: null"), ("matrix", "matrix: null"), ("expect", "expect: null"),
    ("prices", "prices: null"), ("fine-tune.epochs", "fine-tune: { epochs: null }"),
    ("fine-tune.models", "fine-tune: { models: null }\nexpect: null"),
    ("dataset.guidance", "dataset: { guidance: null }"), ("dataset", "dataset: null"),
    ("matrix.dataset.seed", "matrix: { dataset.seed: null }"),
  ])
  func `an option takes away as a manifest does`(path: String, text: String) throws {
    let (written, problems) = child(text)
    #expect(problems.isEmpty)
    let also = text.contains("\nexpect") ? ["expect=null"] : []
    for null in ["null", "~"] {
      let (manifest, problems) = child("", set: ["\(path)=\(null)"] + also)
      #expect(problems.isEmpty)
      #expect(manifest?.canonicalText == written?.canonicalText)
      #expect(manifest?.experiments.count == written?.experiments.count)
    }
    let (inherited, _) = child("")
    #expect(written?.canonicalText != inherited?.canonicalText)
  }

  @Test func `an empty mapping is empty, as an empty list is`() throws {
    for text in ["matrix: {}", "matrix: null"] {
      let manifest = try #require(child(text).0)
      #expect(manifest.experiments.count == 1)
      #expect(!manifest.canonicalText.contains("matrix"))
    }
    let option = try #require(child("", set: ["matrix={}"]).0)
    #expect(option.canonicalText == child("matrix: {}").0?.canonicalText)
    let guidance = try #require(child("dataset: { guidance: {}, personas: [] }").0)
    #expect(guidance.experiments.first?.dataset.guidance.repeats == 1)
    #expect(guidance.experiments.first?.dataset.realized == 10)
    #expect(child("expect: []").0?.experiments.first?.expect.isEmpty == true)
  }

  @Test func `a part of a matrix is taken away`() throws {
    let manifest = try #require(child("matrix: { fine-tune.batch-size: ~ }").0)
    #expect(manifest.experiments.map(\.dataset.seed) == [1, 2])
  }

  @Test func `a later base takes away from an earlier one, and what was taken away can come back`()
  {
    let files = files.merging(["none.yaml": "budget: null", "empty.yaml": "{}"]) { $1 }
    func budget(_ text: String) -> Double? { load(text + "\nname: x", files).manifest?.budget }
    #expect(budget("extends: [base.yaml, none.yaml]") == nil)
    #expect(budget("extends: [base.yaml, none.yaml]\nbudget: 5") == 5)
    #expect(budget("extends: [none.yaml, base.yaml]") == 20)
    #expect(budget("extends: [base.yaml, empty.yaml]") == 20)
    let between = files.merging(["a.yaml": "extends: base.yaml\nbudget: null"]) { $1 }
    let manifest = load("extends: a.yaml\nname: x", between).manifest
    #expect(manifest != nil && manifest?.budget == nil)
  }

  @Test func `null where nothing is inherited is an error`() {
    let alone = load("manifest: 1\nname: x\nbudget: null\nmatrix:\ndataset: { seed: ~ }").problems
    #expect(alone.map(\.id) == ["wrong-type", "wrong-type", "wrong-type"])
    #expect(child("dataset: { seed: null }").1.map(\.id) == ["wrong-type"])
    #expect(child("description: null").1.map(\.id) == ["wrong-type"])
    #expect(child("fine-tune: { models: [null] }").1.map(\.id) == ["wrong-type"])
    let options = ["dataset.order=null", "fine-tune.models[0]=null"]
    for option in options { #expect(child("", set: [option]).1.map(\.id) == ["wrong-type"]) }
  }

  @Test func `an option without a value takes nothing away`() {
    #expect(child("", set: ["budget="]).1.map(\.id) == ["wrong-type"])
  }

  @Test func `what every manifest must have is missed where it is taken away`() {
    #expect(load("extends: base.yaml\nname: null", files).problems.map(\.id) == ["missing-key"])
  }
}
