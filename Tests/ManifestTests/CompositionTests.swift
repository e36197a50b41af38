import Diagnostics
import Manifest
import Testing

struct CompositionTests {
  private let base = """
    manifest: 1
    name: base
    dataset:
      realized: 10
      guidance: { repeats: 3 }
    fine-tune: { models: [curie] }
    """

  @Test func `an extended manifest gives what the file does not say`() throws {
    let text = """
      extends: base.yaml
      name: child
      dataset: { unrealized: 7, guidance: { phrasings: 2 } }
      fine-tune: { models: [ada] }
      """
    let manifest = try #require(load(text, ["base.yaml": base]).manifest)
    let experiment = try #require(manifest.experiments.first)
    #expect(manifest.name == "child")
    #expect(experiment.dataset.realized == 10)
    #expect(experiment.dataset.unrealized == 7)
    #expect(experiment.dataset.guidance.repeats == 3)
    #expect(experiment.dataset.guidance.phrasings == .builtin(2))
    #expect(experiment.fineTune.models == ["ada"])
  }

  @Test func `of several extended manifests the later one wins`() throws {
    let files = [
      "a.yaml": "manifest: 1\nname: a\ndataset: { realized: 1, seed: 5 }",
      "b.yaml": "dataset: { realized: 2 }",
    ]
    let manifest = try #require(load("extends: [a.yaml, b.yaml]\nname: c", files).manifest)
    #expect(manifest.experiments.first?.dataset.realized == 2)
    #expect(manifest.experiments.first?.dataset.seed == 5)
  }

  @Test func `a cycle is told with its path`() throws {
    let files = ["a.yaml": "extends: b.yaml", "b.yaml": "extends: a.yaml"]
    let (manifest, problems) = load("extends: a.yaml", files)
    #expect(manifest == nil)
    let message = try #require(problems.first).message
    #expect(problems.map(\.id) == ["extends-cycle"])
    #expect(message.contains("a.yaml → b.yaml → a.yaml"))
  }

  @Test func `a cycle is told from where it begins, through lists of bases too`() {
    let files = [
      "a.yaml": "extends: [c.yaml, b.yaml]", "b.yaml": "extends: [c.yaml, a.yaml]",
      "c.yaml": "manifest: 1",
    ]
    let problems = load("name: x\nextends: [c.yaml, a.yaml]", files).problems
    #expect(problems.map(\.id) == ["extends-cycle"])
    #expect(problems.first?.message.hasSuffix(": a.yaml → b.yaml → a.yaml") == true)
    #expect(problems.first?.range?.file.name == "b.yaml")
    #expect(problems.first?.range?.text == "a.yaml")
    let own = load("name: x\nextends: m.yaml").problems
    #expect(own.map(\.id) == ["extends-cycle"])
    #expect(own.first?.message.hasSuffix(": m.yaml → m.yaml") == true)
  }

  @Test func `two bases may share a base`() throws {
    let files = [
      "a.yaml": "extends: c.yaml\ndataset: { realized: 2 }",
      "b.yaml": "extends: c.yaml\nfine-tune: { epochs: 3 }",
      "c.yaml": "manifest: 1\nname: c\ndataset: { realized: 1, seed: 4 }\nfine-tune: { epochs: 9 }",
    ]
    let manifest = try #require(load("extends: [a.yaml, b.yaml]\nname: x", files).manifest)
    let experiment = try #require(manifest.experiments.first)
    // The later base gives what it took from the shared one, too.
    #expect([experiment.dataset.realized, experiment.dataset.seed] == [1, 4])
    #expect(experiment.fineTune.epochs == 3)
  }

  @Test func `a matrix is inherited path by path`() throws {
    let files = [
      "base.yaml": """
      manifest: 1
      matrix:
        fine-tune.epochs: [1, 2]
        dataset.seed: [3, 4]
        exclude: [{ fine-tune.epochs: 1 }]
      """
    ]
    let text = "extends: base.yaml\nname: x\nmatrix: { dataset.seed: [5] }"
    let manifest = try #require(load(text, files).manifest)
    #expect(manifest.experiments.map(\.dataset.seed) == [5])
    #expect(manifest.experiments.map(\.fineTune.epochs) == [2])
  }

  @Test func `a missing base is told where it is named`() throws {
    let (_, problems) = load("name: x\nextends: gone.yaml\n")
    let problem = try #require(problems.first)
    #expect(problem.message == "there is no file 'gone.yaml'")
    #expect(problem.range?.start.line == 2)
  }

  @Test func `options override in order`() throws {
    let set = ["fine-tune.epochs=20", "fine-tune.epochs=3", "fine-tune.seeds=[0, 1, 2]"]
    let manifest = try #require(load(base, set: set).manifest)
    #expect(manifest.experiments.first?.fineTune.epochs == 3)
    #expect(manifest.experiments.first?.fineTune.seeds == [0, 1, 2])
  }

  @Test(arguments: [
    ("fine-tune.epoch=20", "unknown-key", 1, 11),
    ("epochs=20", "unknown-key", 1, 1),
    ("fine-tune.epochs", "option-without-value", 1, 1),
    ("fine-tune.epochs=ten", "wrong-type", 1, 18),
    ("fine-tune.epochs=0", "out-of-range", 1, 18),
    ("fine-tune.epochs=", "wrong-type", 1, 1),
    ("fine-tune.epochs.more=1", "no-keys-below", 1, 18),
    ("fine-tune.seeds=[0, 1", "unclosed-bracket", 1, 22),
  ])
  func `a wrong option is shown with its place`(
    option: String,
    id: String,
    line: Int,
    column: Int
  ) throws {
    let (manifest, problems) = load(base, set: [option])
    #expect(manifest == nil)
    let problem = try #require(problems.first)
    #expect(problem.id.rawValue == id)
    let range = try #require(problem.range)
    #expect(range.file.name == "--set")
    #expect([range.start.line, range.start.column] == [line, column])
  }

  @Test func `an option writes its own key and leaves its neighbours to their defaults`() throws {
    let manifest = try #require(
      load(base, set: ["evaluate.metrics=[exact-match]"]).manifest
    )
    let evaluate = manifest.experiments[0].evaluate
    #expect(evaluate.metrics == [.exactMatch] && evaluate.baseModel)
  }

  @Test(arguments: [
    ("dataset.realized=100000001", "100000001"), ("dataset.realized=-1", "-1"),
    ("fine-tune.models=[ada, ada]", "ada"), ("description={ é: ü }", "{ é: ü }"),
    ("dataset={ order: [\n  mixed ] }", "[\n  mixed ]"), ("dataset={ ordre: x }", "ordre"),
    ("dataset=\n  seed: 1\n  order: mixed", "mixed"),
    ("fine-tune={ epochs: 1, epochs: 2 }", "epochs"),
  ])
  func `a wrong option is drawn as it was typed`(option: String, marked: String) throws {
    let problems = load(base, set: ["dataset.seed=3", option]).problems
    let problem = try #require(problems.first)
    #expect(problems.count == 1)
    #expect(problem.range?.text == marked[...])
    let places = [problem.range] + problem.notes.map(\.range)
    for place in places.compactMap(\.self) { #expect(place.file.text == option) }
    let line = try #require(
      option.split(separator: "\n").last { $0.contains(marked.prefix { $0 != "\n" }) }
    )
    #expect(DiagnosticFormatter(color: false).text(for: problem).contains("| \(line)\n"))
  }

  @Test func `an option changes an item of a list`() throws {
    let text =
      base + "\nexpect: [{ model: curie, split: realized, metric: exact-match, value: 0.5 }]\n"
    let set = [
      "fine-tune.models=[ada, curie]", "fine-tune.models[0]=babbage", "expect[0].value=0.25",
      "evaluate.splits[0]=realized", "evaluate.splits[1]=unrealized",
      "dataset.guidance.pairs-per-document[1]=9",
    ]
    let experiment = try #require(load(text, set: set).manifest?.experiments.first)
    #expect(experiment.fineTune.models == ["babbage", "curie"])
    #expect(experiment.expect.map(\.value) == [0.25])
    // What is written nowhere has its defaults before one of its items changes.
    #expect(experiment.evaluate.splits == [.realized, .unrealized])
    #expect(experiment.dataset.guidance.pairsPerDocument == 2...9)
  }

  @Test func `an option gives or changes a matrix`() throws {
    let axis = ["matrix.fine-tune.epochs=[1, 2]"]
    #expect(
      try #require(load(base, set: axis).manifest).experiments.map(\.fineTune.epochs) == [1, 2]
    )
    let whole = ["matrix={ dataset.seed: [3, 4] }"]
    let text = base + "\nmatrix: { fine-tune.epochs: [1, 2] }"
    #expect(
      try #require(load(text, set: whole).manifest).experiments.map(\.dataset.seed) == [3, 4]
    )
    #expect(try #require(load(text, set: axis + whole).manifest).experiments.count == 2)
    let more = ["matrix.dataset.seed=[3, 4]"]
    #expect(try #require(load(text, set: more).manifest).experiments.count == 4)
  }

  @Test func `an option that the matrix would override is refused`() {
    let text = base + "\nmatrix: { fine-tune.epochs: [1, 2], dataset: [{}] }"
    let problems = load(text, set: ["fine-tune.epochs=3", "dataset.seed=1", "fine-tune.seeds=[1]"])
      .problems
    #expect(problems.map(\.id) == ["varied-option", "varied-option"])
  }

  @Test func `values that mean the same are one variant`() {
    let same = base + "\nmatrix: { dataset: [{}, { seed: 27 }, { seed: 28 }] }"
    #expect(load(same).problems.map(\.id) == ["same-variants"])
    let nested = base + "\nmatrix: { dataset: [{ seed: 3 }, {}], dataset.seed: [1, 2] }"
    #expect(load(nested).problems.map(\.id) == ["same-variants"])
    #expect(load(base + "\nmatrix: { dataset.seed: [1], fine-tune.epochs: [1] }").problems.isEmpty)
  }

  @Test func `a pairs file given as an option lies beside the manifest`() throws {
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: "folder/m.yaml",
      overrides: ["dataset.pairs=pairs.tsv"],
      reader: InMemoryReader(files: ["folder/m.yaml": base]),
      into: &diagnostics
    )
    let pairs = try #require(manifest?.experiments.first).dataset.pairs
    #expect(pairs == .file(written: "pairs.tsv", path: "folder/pairs.tsv"))
  }

  @Test func `a matrix makes one experiment for each combination`() throws {
    let text = base + "\nmatrix:\n  fine-tune.epochs: [1, 2]\n  dataset.seed: [3, 4, 5]\n"
    let manifest = try #require(load(text).manifest)
    let made = manifest.experiments.map { [$0.fineTune.epochs, $0.dataset.seed] }
    #expect(made == [[1, 3], [2, 3], [1, 4], [2, 4], [1, 5], [2, 5]])
    #expect(manifest.experiments[5].variant.map(\.path) == ["dataset.seed", "fine-tune.epochs"])
    #expect(manifest.experiments[5].variant.map(\.value) == ["5", "2"])
  }

  @Test func `the matrix is part of what the manifest means`() throws {
    let texts = ["[1, 2]", "[1, 3]"].map { base + "\nmatrix: { fine-tune.epochs: \($0) }\n" }
    let manifests = try texts.map { try #require(load($0).manifest) }
    #expect(manifests[0].canonicalText != manifests[1].canonicalText)
    let again = try #require(load(manifests[0].canonicalText).manifest)
    #expect(again.canonicalText == manifests[0].canonicalText)
    #expect(again.experiments.map(\.fineTune.epochs) == [1, 2])
  }

  @Test func `what is wrong in every variant is told once`() {
    let text = base + "\nmatrix: { dataset.seed: [1, 2, 3] }\nevaluate: { splits: [realised] }\n"
    #expect(load(text).problems.count == 1)
  }

  @Test func `a wrong value of a matrix is told at its place`() throws {
    let (_, problems) = load(base + "\nmatrix: { fine-tune.epochs: [1, 0] }\n")
    let problem = try #require(problems.first)
    #expect(problem.id == "out-of-range")
    #expect(problem.range?.text == "0")
  }

  @Test func `narrowing the models by an option needs no other expectations`() throws {
    let text =
      base + "\nexpect: [{ model: curie, split: realized, metric: exact-match, value: 1 }]\n"
    #expect(load(text, set: ["fine-tune.models=[ada]"]).manifest != nil)
    #expect(load(text.replacing("[curie]", with: "[ada]")).manifest == nil)
  }

  @Test func `an expectation needs one combination that measures it`() {
    let text =
      base + "\nexpect: [{ model: curie, split: realized, metric: exact-match, value: 1 }]\nmatrix:"
    #expect(load(text + " { fine-tune.models: [[ada], [curie]] }").problems.isEmpty)
    #expect(
      load(text + " { evaluate: [{ splits: [realized] }, { splits: [unrealized] }] }").problems
        .isEmpty
    )
    let unmeasured = load(
      text.replacing("model: curie", with: "model: davinci")
        + " { fine-tune.models: [[ada], [babbage]] }"
    )
    #expect(unmeasured.problems.map(\.id) == ["expects-unmeasured"])
    #expect(
      unmeasured.problems.first?.notes.first?.message.contains("has 'ada', 'babbage'") == true
    )
  }

  @Test func `variants that differ have different names`() throws {
    let text =
      base + "\nmatrix: { dataset.guidance.phrasings: [['a, b', c], [a, 'b, c'], ['1'], ['true']] }"
    let manifest = try #require(load(text).manifest)
    let names = manifest.experiments.map { $0.variant[0].value }
    #expect(names == [#"["a, b", c]"#, #"[a, "b, c"]"#, #"["1"]"#, #"["true"]"#])
  }

  @Test func `a value written in two ways is one value of a matrix`() {
    let problems = load(base + "\nmatrix: { fine-tune.epochs: [16, 0x10], dataset.seed: [1, '1'] }")
      .problems
    #expect(problems.map(\.id) == ["repeated-item", "wrong-type"])
  }

  @Test func `an inner key path varies what an outer one gives`() throws {
    let text =
      base
      + "\nmatrix: { dataset.guidance.repeats: [5, 6], dataset.guidance: [{ phrasings: 2 }, {}] }"
    let manifest = try #require(load(text).manifest)
    let guidance = manifest.experiments.map(\.dataset.guidance)
    #expect(guidance.map(\.repeats) == [5, 6, 5, 6])
    #expect(guidance.map(\.phrasings) == [.builtin(2), .builtin(2), .builtin(1), .builtin(1)])
  }

  @Test func `ten thousand combinations are ten thousand experiments`() throws {
    let values = (1...100).map(String.init).joined(separator: ", ")
    let text = base + "\nmatrix: { fine-tune.epochs: [\(values)], dataset.seed: [\(values)] }"
    let manifest = try #require(load(text).manifest)
    #expect(manifest.experiments.count == 10_000)
    #expect(Set(manifest.experiments.map(\.variant)).count == 10_000)
    let last = try #require(manifest.experiments.last)
    #expect([last.fineTune.epochs, last.dataset.seed] == [100, 100])
    #expect(last.resolved.value(at: "dataset.realized")?.range != nil)
    for experiment in manifest.experiments.prefix(102).suffix(3) {
      #expect(experiment.resolved["dataset"]?["seed"]?.flow == "\(experiment.dataset.seed)")
      #expect(experiment.resolved["fine-tune"]?["epochs"]?.flow == "\(experiment.fineTune.epochs)")
    }
  }

  @Test(arguments: [(101, 100, "10100"), (4000, 4000, "16000000")])
  func `more than ten thousand combinations are too many`(
    epochs: Int,
    seeds: Int,
    count: String
  ) {
    let values = [epochs, seeds].map { (1...$0).map(String.init).joined(separator: ", ") }
    let text = base + "\nmatrix: { fine-tune.epochs: [\(values[0])], dataset.seed: [\(values[1])] }"
    let problems = load(text).problems
    #expect(problems.map(\.id) == ["matrix-too-large"])
    #expect(problems.first?.message.hasPrefix("the matrix has \(count) combinations") == true)
  }

  @Test func `more combinations than can be counted are too many`() {
    let numbers = (1...1000).map(String.init).joined(separator: ", ")
    let paths = [
      "fine-tune.epochs", "fine-tune.batch-size", "fine-tune.learning-rate-multiplier",
      "dataset.seed", "dataset.realized", "dataset.unrealized", "dataset.guidance.repeats",
    ]
    let axes = paths.map { "\($0): [\(numbers)]" }.joined(separator: ", ")
    let problems = load(base + "\nmatrix: { \(axes) }").problems
    #expect(problems.map(\.id) == ["matrix-too-large"])
    #expect(problems.first?.message.contains("more than \(Int.max) combinations") == true)
  }
}
