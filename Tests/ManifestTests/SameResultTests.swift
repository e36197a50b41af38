import Diagnostics
import Testing

@testable import Manifest

/// Variants that differ only in what changes no result.
struct SameResultTests {
  private func problems(_ matrix: String, _ rest: String = "") -> [Diagnostic] {
    load("manifest: 1\nname: x\n\(rest)\nmatrix: \(matrix)\n").problems
  }

  @Test func `what changes no result are keys of the format`() {
    let format = ManifestFormat.standard
    #expect(Set(format.paths).isSuperset(of: ImmaterialParts.unordered))
    #expect(format.immaterialPaths == ["fine-tune.suffix", "fine-tune.deadline"])
  }

  @Test(arguments: [
    "{ evaluate.splits: [[realized, unrealized], [unrealized, realized]] }",
    "{ evaluate.metrics: [[exact-match, log-probability], [log-probability, exact-match]] }",
    "{ fine-tune.models: [[ada, curie], [ada], [curie, ada]] }",
    "{ dataset.guidance.splits: [[realized, unrealized], [unrealized, realized]] }",
    "{ evaluate: [{ splits: [realized, unrealized] }, { splits: [unrealized, realized] }] }",
    "{ evaluate: [{ splits: [realized, unrealized] }, {}] }",
  ])
  func `two orders of a list without one are the same value`(matrix: String) {
    let problems = problems(matrix)
    #expect(problems.map(\.id) == ["same-variants"])
    #expect(problems.first?.notes.first?.message == "the earlier value is here")
  }

  @Test(arguments: [
    "{ dataset.personas: [[a, b], [b, a]] }",
    "{ dataset.guidance.pairs-per-document: [[2, 3], [2, 4]] }",
    "{ dataset.guidance.phrasings: [['{question} {answer}', b], [b, '{question} {answer}']] }",
    "{ evaluate.splits: [[realized], [unrealized]] }",
    "{ fine-tune: [{ suffix: a, epochs: 1 }, { suffix: b, epochs: 2 }] }",
  ])
  func `what changes results makes two variants`(matrix: String) {
    #expect(problems(matrix).isEmpty)
  }

  @Test func `variants that differ in the suffix alone are told`() {
    let found = problems("{ fine-tune.suffix: [a, b], dataset.seed: [1, 2] }")
    #expect(
      found.map(\.message) == [
        "two variants of the matrix are the same experiment but for 'fine-tune.suffix', which "
          + "changes no result"
      ]
    )
    #expect(problems("{ fine-tune: [{ suffix: a }, {}] }").map(\.id) == ["same-variants"])
    #expect(problems("{ fine-tune.suffix: [a] }").isEmpty)
  }

  @Test func `an inclusion that says what holds anyway is told`() {
    let same = "{ include: [{ dataset.seed: 3 }, { dataset.seed: 3, fine-tune.epochs: 7 }] }"
    #expect(
      problems(same, "fine-tune: { epochs: 7 }").map(\.message) == [
        "two variants of the matrix are the same experiment"
      ]
    )
    #expect(problems(same).isEmpty)
    let order = """
      { evaluate.splits: [[realized, unrealized]], dataset.seed: [1],
        include: [{ evaluate.splits: [unrealized, realized], dataset.seed: 1 }] }
      """
    #expect(
      problems(order).map(\.message) == [
        "two variants of the matrix are the same experiment but for the order of "
          + "'evaluate.splits', which changes no result"
      ]
    )
  }
}
