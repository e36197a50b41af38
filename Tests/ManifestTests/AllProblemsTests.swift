import Diagnostics
import Manifest
import Testing

struct AllProblemsTests {
  private let faulty = """
    manifest: 1
    name: x
    dataset: { guidance: { pairs-per-document: [5, 2] } }
    fine-tune: { epochs: 0 }
    """

  @Test func `a rule is heard beside a wrong value`() {
    #expect(load(faulty).problems.map(\.id) == ["reversed-bounds", "out-of-range"])
  }

  @Test func `wrong options hide nothing, and the right ones are applied`() {
    let set = [
      "fine-tune.epoch=1", "dataset.seed", "fine-tune.epochs=3", "dataset.order=[x", "a=[",
    ]
    let (manifest, problems) = load(faulty, set: set)
    #expect(manifest == nil)
    let found = problems.map { [$0.range?.file.name ?? "", $0.id.rawValue] }
    #expect(
      found == [
        ["m.yaml", "reversed-bounds"], ["--set", "unknown-key"], ["--set", "option-without-value"],
        ["--set", "unclosed-bracket"], ["--set", "unknown-key"], ["--set", "unclosed-bracket"],
      ]
    )
  }

  @Test func `an option given twice is told once`() {
    #expect(load(faulty, set: ["epochs=1", "epochs=1"]).problems.count == 3)
  }

  @Test func `a missing base hides no wrong value and makes no key a missing one`() {
    let text = "extends: gone.yaml\ndataset: { unrealized: 0 }\nfine-tune: { epochs: 0 }"
    #expect(load(text).problems.map(\.id) == ["unreadable-file", "out-of-range"])
    let expect = "\nexpect: [{ model: ada }]"
    #expect(load(text + expect).problems.filter { $0.id == "missing-key" }.count == 3)
  }

  @Test func `a manifest that cannot be read hides no wrong option`() {
    let problems = load("a: [", set: ["fine-tune.epochs=0"]).problems
    #expect(problems.map(\.id) == ["unclosed-bracket", "out-of-range"])
  }

  @Test func `what is wrong in one base is told once however often it is named`() {
    let files = [
      "a.yaml": "extends: c.yaml\nmanifest: 1", "b.yaml": "extends: c.yaml\nname: x",
      "c.yaml": "fine-tune: { epochs: }",
    ]
    let problems = load("extends: [a.yaml, b.yaml]", files).problems
    #expect(problems.map(\.id) == ["wrong-type"])
    #expect(problems.first?.range?.file.name == "c.yaml")
  }

  @Test func `one wrong expectation leaves the others checked`() {
    let text = """
      manifest: 1
      name: x
      expect:
        - none
        - { model: curry, split: realized, metric: exact-match, value: 1 }
        - { model: curie, split: realized, metric: exact-match, value: 2, values: 1 }
      """
    let ids = load(text).problems.map(\.id)
    #expect(ids == ["wrong-type", "expects-unmeasured", "out-of-range", "unknown-key"])
  }

  @Test func `a wrong axis leaves open what only it decides`() {
    let text =
      "manifest: 1\nname: x\ndataset: { unrealized: 0 }\nmatrix: { dataset.unrealized: [x] }"
    #expect(load(text).problems.map(\.id) == ["wrong-type"])
  }

  @Test(arguments: [10, 100, 101, 20_000])
  func `at most a hundred errors are told, and that there are more`(count: Int) {
    let keys = (0..<count).map { "key\($0): 1\n" }.joined()
    let problems = load("manifest: 1\nname: x\n" + keys).problems
    #expect(problems.count == min(count, 101))
    #expect((problems.last?.id == "too-many-errors") == (count > 100))
  }

  @Test func `too many errors over all combinations are told as such`() {
    let pairs = (0..<90).map { "x\($0).tsv" }.joined(separator: ", ")
    let suffixes = (0..<100).map { "'{\($0)}'" }.joined(separator: ", ")
    let text =
      "manifest: 1\nname: x\nmatrix: { dataset.pairs: [\(pairs)], fine-tune.suffix: [\(suffixes)] }"
    let problems = load(text).problems
    #expect(problems.count == 101)
    #expect(problems.last?.id == "too-many-errors")
  }
}
