import Diagnostics
import TestSupport
import Testing

@testable import Manifest

/// The combinations of random matrices, held against doing what is written of `include` and `exclude`
/// one combination after another.
struct CombinationTests {
  /// Values by their key paths.
  private typealias Values = [String: Int]

  /// A small matrix: three axes, and lists over these and two further paths.
  private struct RandomMatrix {
    static let axisPaths = ["dataset.seed", "fine-tune.batch-size", "fine-tune.epochs"]
    static let otherPaths = ["dataset.realized", "fine-tune.learning-rate-multiplier"]

    var axes: [(path: String, values: [Int])]
    var exclusions: [Values] = []
    var inclusions: [Values] = []

    init(seed: UInt64) {
      var random = SplitMix(state: seed)
      let paths = Self.axisPaths.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
      axes = paths.map { ($0, Array(1...Int.random(in: 1...3, using: &random))) }
      for _ in 0..<Int.random(in: 0...3, using: &random) where !axes.isEmpty {
        var item: Values = [:]
        for (path, values) in axes where Bool.random(using: &random) {
          item[path] = values.randomElement(using: &random)
        }
        if !item.isEmpty { exclusions.append(item) }
      }
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        var item: Values = [:]
        for path in Self.axisPaths + Self.otherPaths where Bool.random(using: &random) {
          item[path] = Int.random(in: 1...4, using: &random)
        }
        if !item.isEmpty, !inclusions.contains(item) { inclusions.append(item) }
      }
    }

    var text: String {
      var lines = axes.map { "  \($0.path): \($0.values)" }
      for (name, items) in [("exclude", exclusions), ("include", inclusions)] where !items.isEmpty {
        lines.append("  \(name):")
        lines += items.map { item in
          "    - { " + item.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + " }"
        }
      }
      return lines.joined(separator: "\n") + "\n"
    }

    /// What the matrix asks for, by the words of its description.
    var combinations: [Values] {
      var combinations: [Values] = [[:]]
      for (path, values) in axes {
        combinations = combinations.flatMap { combination in
          values.map { value in combination.merging([path: value]) { $1 } }
        }
      }
      combinations.removeAll { combination in
        exclusions.contains { $0.allSatisfy { combination[$0.key] == $0.value } }
      }
      if axes.isEmpty, !inclusions.isEmpty { combinations = [] }
      let axisPaths = Set(axes.map(\.path))
      var apart: [Values] = []
      for item in inclusions {
        let fitting = combinations.indices.filter { index in
          item.allSatisfy {
            !axisPaths.contains($0.key) || combinations[index][$0.key] == $0.value
          }
        }
        for index in fitting { combinations[index].merge(item) { $1 } }
        if fitting.isEmpty { apart.append(item) }
      }
      return combinations + apart
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `there are the combinations that are asked for`(seed: UInt64) throws {
    let matrix = RandomMatrix(seed: seed)
    guard !matrix.axes.isEmpty || !matrix.inclusions.isEmpty else { return }
    let expected = matrix.combinations
    let loaded = load("manifest: 1\nname: x\nmatrix:\n" + matrix.text)
    guard !expected.isEmpty else {
      #expect(loaded.problems.map(\.id) == ["nothing-left"])
      return
    }
    let manifest = try #require(loaded.manifest, "\(matrix.text)\(loaded.problems)")
    let variants = manifest.experiments.map { experiment in
      Dictionary(uniqueKeysWithValues: experiment.variant.map { ($0.path, Int($0.value)) })
    }
    #expect(variants == expected.map { $0.mapValues(Optional.init) }, "\(matrix.text)")
    for (experiment, values) in zip(manifest.experiments, expected) {
      #expect(experiment.dataset.seed == values["dataset.seed"] ?? 27)
      #expect(experiment.dataset.realized == values["dataset.realized"] ?? 1000)
      #expect(experiment.fineTune.epochs == values["fine-tune.epochs"] ?? 10)
      #expect(experiment.fineTune.batchSize == values["fine-tune.batch-size"] ?? 8)
      for (path, value) in values {
        #expect(experiment.values.value(at: path)?.number == Double(value))
        #expect(experiment.resolved.value(at: path)?.number == Double(value))
      }
    }
  }

  @Test func `what a rule asks for in later combinations alone counts`() {
    // How many pairs there are matters where their answers are shuffled.
    let text = "  dataset.guidance.answers: [own, shuffled]\n  dataset.unrealized: [2, 1]\n"
    let problems = load("manifest: 1\nname: x\nmatrix:\n" + text).problems
    #expect(problems.map(\.id) == ["too-few-to-shuffle"])
  }

  @Test func `what else is wrong is told beside experiments that are too large`() {
    let seeds = (0..<1000).map(String.init).joined(separator: ", ")
    let text = """
      manifest: 1
      name: x
      dataset: { unrealized: 0 }
      fine-tune: { seeds: [\(seeds)] }
      matrix: { dataset.seed: [\(seeds)], fine-tune.epochs: [1, 2] }
      """
    #expect(load(text).problems.map(\.id) == ["empty-split", "matrix-too-large"])
  }

  @Test func `each place of a wrong value is told`() {
    let text = """
        dataset.seed: [1, 2]
        include:
          - { dataset.seed: 1, dataset.unrealized: 0 }
          - { dataset.seed: 2, dataset.unrealized: 0 }
          - { dataset.seed: 3, dataset.unrealized: 0 }
          - { dataset.seed: 4, dataset.unrealized: 0 }
      """
    let problems = load("manifest: 1\nname: x\nmatrix:\n\(text)\n").problems
    #expect(problems.map(\.id) == Array(repeating: "empty-split", count: 4))
    #expect(problems.compactMap(\.range?.start.line) == [6, 7, 8, 9])
  }

  /// Sections with some of three keys, and single keys that replace what these say.
  @Test(arguments: 0..<200 as Range<UInt64>)
  func `two combinations are equal exactly where they make equal experiments`(
    seed: UInt64
  ) throws {
    let keys = ["batch-size", "epochs", "learning-rate-multiplier"]
    var random = SplitMix(state: seed)
    func section() -> Values {
      var section: Values = [:]
      for key in keys where Bool.random(using: &random) {
        section[key] = Int.random(in: 1...2, using: &random)
      }
      return section
    }
    let sections = Set((0..<3).map { _ in section() }).sorted { "\($0)" < "\($1)" }
    let inner = keys.filter { _ in Bool.random(using: &random) }
    guard !inner.isEmpty else { return }
    let outer = sections.map { section in
      "{ " + section.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + " }"
    }
    var text = "  fine-tune: [\(outer.joined(separator: ", "))]\n"
    for key in inner { text += "  fine-tune.\(key): [1, 2]\n" }
    let loaded = load("manifest: 1\nname: x\nmatrix:\n" + text)
    // What the inner keys replace cannot tell two sections apart; the rest has its defaults.
    let rests = sections.map { section in section.filter { !inner.contains($0.key) } }
    let areEqual = Set(rests).count < rests.count
    #expect(loaded.problems.map(\.id) == (areEqual ? ["same-variants"] : []), "\(text)")
    guard let manifest = loaded.manifest else { return }
    #expect(Set(manifest.experiments.map(\.fineTune)).count == manifest.experiments.count)
  }
}
