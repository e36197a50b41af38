import Diagnostics
import Manifest
import Testing

/// Options that name an item of a list.
struct OverrideItemTests {
  private let base = """
    manifest: 1
    name: base
    dataset: { guidance: { phrasings: ['{question} {answer}', 'b {question} {answer}'] } }
    fine-tune: { models: [curie, ada] }
    expect:
      - { model: curie, split: realized, metric: exact-match, value: 1 }
    """

  @Test func `an item of a list is replaced and the others stay`() throws {
    let manifest = try #require(
      load(base, set: ["fine-tune.models[1]=davinci", "expect[0].value=0.5"]).manifest
    )
    let experiment = try #require(manifest.experiments.first)
    #expect(experiment.fineTune.models == ["curie", "davinci"])
    #expect(experiment.expect.map(\.value) == [0.5])
    #expect(experiment.expect.map(\.model) == ["curie"])
  }

  @Test func `an item of a list that is a default is replaced too`() throws {
    let manifest = try #require(
      load(base, set: ["dataset.guidance.pairs-per-document[0]=1", "fine-tune.seeds[0]=7"]).manifest
    )
    let experiment = try #require(manifest.experiments.first)
    #expect(experiment.dataset.guidance.pairsPerDocument == 1...5)
    #expect(experiment.fineTune.seeds == [7])
  }

  @Test func `an item of a template list is a text`() throws {
    let manifest = load(base, set: ["dataset.guidance.phrasings[1]='{answer} {question}'"]).manifest
    #expect(
      manifest?.experiments.first?.dataset.guidance.phrasings
        == .templates(["{question} {answer}", "{answer} {question}"])
    )
  }

  @Test(arguments: [
    ("fine-tune.models[2]=davinci", "no-such-item", "[2]"),
    ("fine-tune.models[-1]=davinci", "bad-item", "[-1]"),
    ("fine-tune.epochs[0]=3", "no-items", "[0]"),
    ("fine-tune[0]=3", "no-items", "[0]"),
    ("[0]=3", "no-items", "[0]"),
    ("fine-tune.models[0].name=3", "no-keys-below", "name"),
    ("fine-tune.models[x]=3", "bad-item", "[x]"),
    ("fine-tune.models[0]=3", "wrong-type", "3"),
    ("expect[0].valu=3", "unknown-key", "valu"),
    ("expect[1].value=3", "no-such-item", "[1]"),
  ])
  func `an item that is none is told with its place`(option: String, id: String, marked: String) {
    let problems = load(base, set: [option]).problems
    #expect(problems.map(\.id.rawValue) == [id])
    #expect(problems.first?.range?.text == marked[...])
    #expect(problems.first?.range?.file.text == option)
  }

  @Test func `an expectation of a model that an option replaced is no mistake`() {
    let expect = "expect: [{ model: curie, split: realized, metric: exact-match, value: 1 }]\n"
    let text = "manifest: 1\nname: m\nfine-tune: { models: [curie] }\n" + expect
    #expect(load(text, set: ["fine-tune.models[0]=ada"]).problems.isEmpty)
  }

  @Test func `a scalar in place of a list has no items`() throws {
    let options = ["dataset.guidance.phrasings=3", "dataset.guidance.phrasings[0]=x"]
    let problems = load(base, set: options).problems
    #expect(problems.map(\.id) == ["no-such-item"])
    let message = try #require(problems.first?.message)
    #expect(message.hasPrefix("'dataset.guidance.phrasings' has no item '[0]'"))
  }
}
