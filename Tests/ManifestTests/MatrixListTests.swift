import Diagnostics
import Manifest
import Testing

/// What `include` and `exclude` do to a matrix.
struct MatrixListTests {
  private func experiments(_ matrix: String) -> [[String]]? {
    load("manifest: 1\nname: x\nmatrix:\n" + matrix).manifest?.experiments.map { experiment in
      experiment.variant.map { "\($0.path.split(separator: ".").last ?? "")=\($0.value)" }
    }
  }

  private func problems(_ matrix: String) -> [String] {
    load("manifest: 1\nname: x\nmatrix:\n" + matrix).problems.map(\.id.rawValue)
  }

  private let axes = "  fine-tune.epochs: [5, 10]\n  dataset.seed: [1, 2]\n"

  @Test func `an exclusion takes away what has all its values`() {
    let one = axes + "  exclude: [{ fine-tune.epochs: 5, dataset.seed: 2 }]\n"
    #expect(
      experiments(one) == [
        ["seed=1", "epochs=5"], ["seed=1", "epochs=10"], ["seed=2", "epochs=10"],
      ]
    )
    let half = axes + "  exclude: [{ fine-tune.epochs: 0xA }]\n"
    #expect(experiments(half) == [["seed=1", "epochs=5"], ["seed=2", "epochs=5"]])
    let two = axes + "  exclude: [{ fine-tune.epochs: 5 }, { dataset.seed: 2 }]\n"
    #expect(experiments(two) == [["seed=1", "epochs=10"]])
  }

  @Test func `an inclusion adds to what it contradicts nowhere`() {
    let some = axes + "  include: [{ dataset.seed: 2, fine-tune.batch-size: 4 }]\n"
    #expect(
      experiments(some) == [
        ["seed=1", "epochs=5"], ["seed=1", "epochs=10"],
        ["seed=2", "batch-size=4", "epochs=5"], ["seed=2", "batch-size=4", "epochs=10"],
      ]
    )
    let all = "  dataset.seed: [1, 2]\n  include: [{ fine-tune.batch-size: 4 }]\n"
    #expect(experiments(all) == [["seed=1", "batch-size=4"], ["seed=2", "batch-size=4"]])
  }

  @Test func `an inclusion of other values is a combination of its own`() throws {
    let text = axes + "  include: [{ fine-tune.epochs: 20, dataset.realized: 7 }]\n"
    let made = try #require(experiments(text))
    #expect(made.count == 5)
    #expect(made.last == ["realized=7", "epochs=20"])
    let manifest = try #require(load("manifest: 1\nname: x\nmatrix:\n" + text).manifest)
    let last = try #require(manifest.experiments.last)
    #expect([last.fineTune.epochs, last.dataset.realized, last.dataset.seed] == [20, 7, 27])
    #expect(manifest.experiments.first?.dataset.realized == 1000)
  }

  @Test func `a later inclusion replaces what an earlier one added, and no value of an axis`() {
    let text =
      "  dataset.seed: [1, 2]\n  include:\n    - { fine-tune.batch-size: 4 }\n"
      + "    - { dataset.seed: 2, fine-tune.batch-size: 16 }\n    - { dataset.seed: 3 }\n"
      + "    - { dataset.seed: 3, fine-tune.batch-size: 2 }\n"
    #expect(
      experiments(text) == [
        ["seed=1", "batch-size=4"], ["seed=2", "batch-size=16"], ["seed=3"],
        ["seed=3", "batch-size=2"],
      ]
    )
  }

  @Test func `exclusions come before inclusions`() {
    let text =
      axes
      + "  exclude: [{ dataset.seed: 2 }]\n  include: [{ dataset.seed: 2, fine-tune.epochs: 5 }]\n"
    #expect(
      experiments(text) == [
        ["seed=1", "epochs=5"], ["seed=1", "epochs=10"], ["seed=2", "epochs=5"],
      ]
    )
  }

  @Test func `a matrix may be a list of combinations alone`() {
    let text =
      "  include:\n    - { fine-tune.epochs: 5, dataset.seed: 1 }\n    - { fine-tune.epochs: 6 }\n"
    #expect(experiments(text) == [["seed=1", "epochs=5"], ["epochs=6"]])
  }

  @Test(arguments: [
    ("  exclude: [{ fine-tune.epochs: 5 }]", ["excludes-nothing"]),
    ("  fine-tune.epochs: [5, 10]\n  exclude: [{ fine-tune.epochs: 7 }]", ["excludes-nothing"]),
    ("  fine-tune.epochs: [5]\n  exclude: [{ fine-tune.epochs: 5 }]", ["nothing-left"]),
    ("  fine-tune.epochs: [5]\n  exclude: [{ fine-tune.epoch: 5 }]", ["unknown-key"]),
    ("  fine-tune.epochs: [5]\n  include: [{ fine-tune.epochs: 0 }]", ["out-of-range"]),
    ("  fine-tune.epochs: [0]\n  exclude: [{ fine-tune.epochs: 5 }]", ["out-of-range"]),
    ("  include: [{ fine-tune.seeds: [1] }]", ["not-varied"]),
    ("  include: [{}, { name: y }, 3]", ["wrong-type", "not-varied", "wrong-type"]),
    ("  include: []\n  exclude: 3", ["wrong-type", "wrong-type"]),
    ("  include: [{ dataset.seed: 1 }, { dataset.seed: 0x1 }]", ["repeated-item"]),
    ("  include: [{ dataset.unrealized: 0 }]", ["empty-split"]),
    ("  exclude: [[fine-tune.epochs]]", ["wrong-type"]),
  ])
  func `a list that asks for nothing sensible is told`(matrix: String, ids: [String]) {
    #expect(problems(matrix) == ids)
  }

  @Test func `too many items are told`() {
    let items = (0...100).map { "{ dataset.seed: \($0) }" }.joined(separator: ", ")
    #expect(problems("  include: [\(items)]") == ["wrong-count"])
  }

  @Test func `published values may be of what an inclusion measures`() {
    let text = """
      manifest: 1
      name: x
      fine-tune: { models: [ada] }
      expect: [{ model: curie, split: realized, metric: exact-match, value: 1 }]
      matrix: { include: [{ fine-tune.models: [curie] }, { fine-tune.models: [ada] }] }
      """
    #expect(load(text).problems.isEmpty)
  }

  @Test func `the lists are part of what the manifest means and read back`() throws {
    let text = axes + "  exclude: [{ dataset.seed: 2 }]\n  include: [{ dataset.seed: 3 }]\n"
    let manifest = try #require(load("manifest: 1\nname: x\nmatrix:\n" + text).manifest)
    #expect(
      manifest.canonicalText.hasSuffix(
        """
        matrix:
          dataset.seed: [1, 2]
          fine-tune.epochs: [5, 10]
          exclude:
            - { dataset.seed: 2 }
          include:
            - { dataset.seed: 3 }

        """
      )
    )
    let again = try #require(load(manifest.canonicalText).manifest)
    #expect(again.canonicalText == manifest.canonicalText)
    #expect(again.experiments.map(\.variant) == manifest.experiments.map(\.variant))
  }

  @Test func `a hundred items of ten thousand combinations are read in a moment`() throws {
    let numbers = (1...100).map(String.init).joined(separator: ", ")
    let items = (1...100).map { "{ dataset.seed: \($0), fine-tune.epochs: \($0) }" }
      .joined(separator: ", ")
    let text =
      "  fine-tune.epochs: [\(numbers)]\n  dataset.seed: [\(numbers)]\n  exclude: [\(items)]\n"
      + "  include: [\(items)]\n"
    #expect(experiments(text)?.count == 10_000)
  }

  @Test func `combinations of their own count to the limit`() throws {
    let numbers = (1...100).map(String.init).joined(separator: ", ")
    let text = "  fine-tune.epochs: [\(numbers)]\n  dataset.seed: [\(numbers)]\n"
    let problems = load(
      "manifest: 1\nname: x\nmatrix:\n\(text)  include: [{ dataset.seed: 0 }]\n"
    ).problems
    #expect(problems.map(\.id) == ["matrix-too-large"])
    #expect(problems.first?.message.hasPrefix("the matrix has 10001 combinations") == true)
  }
}
