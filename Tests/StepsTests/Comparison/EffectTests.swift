import Manifest
import Steps
import TestSupport
import Testing

struct EffectTests {
  private let pair = ComparedPair()

  /// For each key another value than in `ComparedPair.base`, and what it must affect.
  private static let effects: [(path: String, value: String, effect: Effect)] = [
    ("name", "other", .nothing),
    ("description", "words", .nothing),
    ("dataset.pairs", "pairs.csv", .data),
    ("dataset.seed", "1", .data),
    ("dataset.realized", "7", .data),
    ("dataset.unrealized", "5", .data),
    ("dataset.personas", "[M1, M2]", .data),
    ("dataset.guidance.phrasings", "2", .data),
    ("dataset.guidance.splits", "[realized]", .data),
    ("dataset.guidance.answers", "shuffled", .data),
    ("dataset.guidance.pairs-per-document", "[1, 2]", .data),
    ("dataset.guidance.repeats", "2", .data),
    ("dataset.examples.template", "'{question} = {answer}'", .data),
    ("dataset.examples.repeats", "2", .data),
    ("dataset.layout", "prompt-and-target", .data),
    ("dataset.order", "shuffled", .data),
    ("fine-tune.provider", "other", .training),
    ("fine-tune.models", "[large]", .training),
    ("fine-tune.epochs", "3", .training),
    ("fine-tune.batch-size", "4", .training),
    ("fine-tune.learning-rate-multiplier", "0.5", .training),
    ("fine-tune.seeds", "[1]", .training),
    ("fine-tune.suffix", "x", .nothing),
    ("fine-tune.deadline", "48h", .nothing),
    ("evaluate.splits", "[realized]", .evaluation),
    ("evaluate.metrics", "[exact-match]", .evaluation),
    ("evaluate.base-model", "false", .evaluation),
    ("evaluate.temperature", "1", .evaluation),
    (
      "expect", "[{ model: small, split: realized, metric: exact-match, value: 1 }]", .nothing
    ),
    ("prices", "[{ model: small, training: 1, input: 2, output: 3 }]", .nothing),
    ("budget", "5", .nothing),
  ]

  @Test(arguments: Self.effects.indices)
  func `a key affects what it does to the steps' keys`(index: Int) throws {
    let (path, value, effect) = Self.effects[index]
    let rows = (0..<12).map { "q\($0)?,a\($0)\n" }.joined()
    pair.folder.write("question,answer\n" + rows, to: "pairs.csv")
    let comparison = try pair.comparison(setB: ["\(path)=\(value)"])
    #expect(comparison.differences.map(\.path) == [path])
    #expect(comparison.differences.map(\.affects) == [effect])
    // Beside the report, steps run exactly where something is affected.
    let reruns = comparison.rerun.filter { $0 != "report" } + comparison.steps.dropped
    #expect(reruns.isEmpty == (effect == .nothing))
  }

  @Test func `every key of the format is in the table of effects`() {
    func leaves(_ keys: [Key], below path: String) -> [String] {
      keys.flatMap { key -> [String] in
        let keyPath = path.isEmpty ? key.name : "\(path).\(key.name)"
        guard case .mapping(let children) = key.type else { return [keyPath] }
        return leaves(children, below: keyPath)
      }
    }
    let composition: Set = ["manifest", "extends", "matrix"]
    let keys = Set(leaves(ManifestFormat.standard.keys, below: "")).subtracting(composition)
    #expect(keys == Set(Self.effects.map(\.path)))
  }
}
