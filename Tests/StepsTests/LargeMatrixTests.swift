import Diagnostics
import Engine
import Manifest
import Steps
import TestSupport
import Testing

/// What is left out for the sake of large matrices, held against doing all of it.
struct LargeMatrixTests {
  private static let matrix = """

    matrix:
      dataset.seed: [1, 2, 3]
      fine-tune.epochs: [1, 2]
      evaluate.splits: [[unrealized], [unrealized, realized]]
    """

  @Test(arguments: Kind.allCases)
  func `a plan up to a kind is the whole plan without what comes after`(kind: Kind) throws {
    let (planner, manifest) = try checked(ExperimentFolder.manifest + Self.matrix)
    let whole = planner.plan(ofChecked: manifest).until(kind.stepKind)
    let planned = planner.plan(ofChecked: manifest, until: kind)
    #expect(planned.steps.map(\.id) == whole.steps.map(\.id))
    #expect(planned.steps.map(\.inputs) == whole.steps.map(\.inputs))
    #expect(planned.steps.allSatisfy { Kind(rawValue: $0.kind.rawValue) ?? .report <= kind })
  }

  @Test(arguments: [
    "", matrix, "\nmatrix:\n  fine-tune.models: [[small], [large], [small, large]]",
    "\nmatrix:\n  fine-tune.models: [[small], [large, small]]\n  dataset.seed: [1, 2]",
    "\nmatrix:\n  evaluate.temperature: [0, 0.5]\n  fine-tune.epochs: [1, 2]",
    """

    matrix:
      dataset: [{ seed: 1 }, { seed: 2 }]
      fine-tune:
        - { provider: scripted, models: [small] }
        - { provider: scripted, models: [small, large], epochs: 2 }
    """,
    "\nmatrix:\n  dataset.seed: [1, 2]\n  include: [{ dataset.seed: 2, fine-tune.epochs: 7 }]",
    """

    matrix:
      evaluate.splits: [[unrealized], [realized, unrealized], [realized]]
      fine-tune.models: [[small], [large, small]]
      dataset.seed: [1, 2, 3]
      exclude:
        - { evaluate.splits: [realized, unrealized], dataset.seed: 2 }
        - { evaluate.splits: [realized], fine-tune.models: [small] }
    """,
    """

    matrix:
      dataset.seed: [1, 2]
      include:
        - { dataset.seed: 1, fine-tune.epochs: 3 }
        - { dataset.seed: 2, fine-tune.epochs: 3 }
        - { dataset.seed: 4, fine-tune: { provider: scripted, models: [large, small] } }
        - { dataset.seed: 4, fine-tune.models: [small, large], evaluate.splits: [realized] }
        - { dataset.seed: 4 }
    """,
  ])
  func `steps are counted as they would be planned`(matrix: String) throws {
    // What a matrix gives to all of 'fine-tune' has the format's one seed in place of these.
    let text = ExperimentFolder.manifest.replacing("[small]", with: "[small], seeds: [0, 2]")
    let (planner, manifest) = try checked(text + matrix)
    let count = planner.stepCount(ofChecked: manifest)
    #expect(count.number == planner.plan(ofChecked: manifest).steps.count && count.isWhole)
  }

  @Test(arguments: [
    ("dataset.seed", 200_000...200_010),
    // Each step's name holds the template.
    ("dataset.guidance.phrasings", 3000...4000),
  ])
  func `steps are counted up to a limit`(path: String, numbers: ClosedRange<Int>) throws {
    let template = String(repeating: "x", count: 100_000) + " {question} {answer}"
    let values = path == "dataset.seed" ? "\(Array(1...400))" : "[1, ['\(template)']]"
    let lists = "[small], seeds: \(Array(0..<1000))"
    let text = ExperimentFolder.manifest.replacing("[small]", with: lists)
    var diagnostics = DiagnosticList()
    let (planner, manifest) = try loaded(
      "\(text)\nmatrix:\n  \(path): \(values)\n",
      checks: false,
      &diagnostics
    )
    let count = planner.stepCount(ofChecked: try #require(manifest))
    #expect(numbers.contains(count.number) && !count.isWhole, "\(count)")
  }

  @Test(arguments: [
    "dataset.seed: [1, 2, 3, 4]\n  fine-tune.batch-size: [1, 3, 2]",
    "fine-tune.models: [[small], [large], [smal]]\n  dataset.seed: [1, 2]",
    "fine-tune: [{ provider: scripted, models: [small] }, { provider: scriptd, models: [large] }]",
    "dataset.guidance.phrasings: [1, 2, 999]",
    "dataset.seed: [1, 2]\n  include: [{ dataset.seed: 2, dataset.pairs: gone.csv }]",
    "dataset: [{ seed: 1 }, { seed: 2, examples: { template: '{answer} {question}' } }]",
    // What one value asks for, another does not.
    """
    dataset.personas: [[], [ann, bob]]
      dataset.guidance.phrasings: [1, ['{question}: {answer}'], ['{persona}: {question}: {answer}']]
    """,
    """
    dataset.seed: [1, 2]
      fine-tune.batch-size: [1, 2]
      include:
        - { dataset.seed: 1, fine-tune.epochs: 7 }
        - { dataset.seed: 7, fine-tune.batch-size: 3 }
        - { dataset.seed: 8, fine-tune.batch-size: 3 }
    """,
  ])
  func `an error of any combination is found`(matrix: String) throws {
    var diagnostics = DiagnosticList()
    let text = ExperimentFolder.manifest + "\nmatrix:\n  \(matrix)\n"
    #expect(try loaded(text, checks: true, &diagnostics).manifest == nil)
    // Without checks on the way, the planner looks at every experiment with all of them.
    var expected = DiagnosticList()
    let (planner, manifest) = try loaded(text, checks: false, &expected)
    let all = try #require(manifest)
    #expect(planner.plan(all, into: &expected) == nil)
    #expect(diagnostics.sorted.map(\.message) == expected.sorted.map(\.message))
    #expect(places(diagnostics) == places(expected))
    #expect(!diagnostics.isEmpty)
  }

  /// Where diagnostics are, each in the text of the same manifest in another folder.
  private func places(_ diagnostics: DiagnosticList) -> [Int?] {
    diagnostics.sorted.map(\.range?.lower)
  }

  private func checked(_ text: String) throws -> (Planner, Manifest) {
    var diagnostics = DiagnosticList()
    let (planner, manifest) = try loaded(text, checks: true, &diagnostics)
    return (planner, try #require(manifest))
  }

  private func loaded(
    _ text: String,
    checks: Bool,
    _ diagnostics: inout DiagnosticList
  ) throws -> (planner: Planner, manifest: Manifest?) {
    let folder = try ExperimentFolder(text)
    let planner = Planner(providers: [folder.provider])
    let manifest = Manifest.load(
      path: "\(folder.folder.path)/m.yaml",
      reader: FileManifestReader(root: folder.folder.path),
      checks: checks ? planner.checks : [],
      into: &diagnostics
    )
    return (planner, manifest)
  }
}
