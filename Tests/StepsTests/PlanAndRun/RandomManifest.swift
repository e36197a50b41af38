import Steps
import TestSupport

/// A manifest of small numbers with a pairs file, and random edits of both.
struct RandomManifest {
  private var name = "random"
  private var description = "first"
  private var comment = 0
  private var hasPairsFile: Bool
  private var answers: [Int]
  private var questionComesFirst = true
  private var datasetSeed = 1
  private var realized = 6
  private var phrasings = 1
  private var order = "examples-first"
  private var models = ["small"]
  private var seeds = [0]
  private var epochs = 2
  private var suffix = "s"
  private var splits = ["unrealized"]
  private var metrics = ["exact-match"]
  private var matrix: (path: String, values: String)?

  init(using random: inout SplitMix) {
    hasPairsFile = Bool.random(using: &random)
    answers = Array(repeating: 0, count: 14)
    for _ in 0..<4 { edit(using: &random) }
  }

  /// Writes the manifest, as `m.yaml`, and its pairs.
  func write(to folder: TemporaryFolder) {
    folder.write(text, to: "m.yaml")
    folder.write(answers.indices.map(row).joined(), to: "pairs.jsonl")
  }

  /// Changes one thing; some edits change no step, some change a step and nothing that it makes.
  mutating func edit(using random: inout SplitMix) {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: comment += 1
    case 1: description = "text \(Int.random(in: 0..<4, using: &random))"
    case 2: hasPairsFile.toggle()
    case 3: questionComesFirst.toggle()
    case 4, 5: answers[Int.random(in: 0..<14, using: &random)] += 1
    case 6: datasetSeed = Int.random(in: 1...3, using: &random)
    case 7: realized = Int.random(in: 5...7, using: &random)
    case 8: phrasings = Int.random(in: 1...2, using: &random)
    case 9: order = order == "shuffled" ? "examples-first" : "shuffled"
    case 10: models = Self.choice(of: ["small", "large"], using: &random)
    case 11: seeds = Self.choice(of: [0, 1, 2], using: &random)
    case 12: epochs = Int.random(in: 1...3, using: &random)
    case 13: suffix = "s\(Int.random(in: 0..<3, using: &random))"
    case 14: splits = Self.choice(of: ["unrealized", "realized"], using: &random)
    case 15: metrics = Self.choice(of: ["exact-match", "log-probability"], using: &random)
    default: matrix = Self.matrices.randomElement(using: &random) ?? nil
    }
  }

  /// Matrices whose experiments share datasets, models, work under two names, or nothing.
  private static let matrices: [(path: String, values: String)?] = [
    nil, ("fine-tune.epochs", "[1, 2]"), ("dataset.seed", "[1, 2]"),
    ("dataset.guidance.repeats", "[1, 2]"), ("dataset.guidance.phrasings", phrasings(1)),
    ("dataset.guidance.phrasings", phrasings(2)),
    ("evaluate.base-model", "[true, false]"),
  ]

  /// The first built-in phrasings by their number and by their texts, which make the same documents.
  private static func phrasings(_ count: Int) -> String {
    let texts = BuiltinPhrasings.all.prefix(count).map { text in
      "'" + text.replacing("'", with: "''") + "'"
    }
    return "[\(count), [\(texts.joined(separator: ", "))]]"
  }

  /// Some of a list's elements, at least one, in any order.
  private static func choice<Element>(
    of elements: [Element],
    using random: inout SplitMix
  ) -> [Element] {
    let count = Int.random(in: 1...elements.count, using: &random)
    return Array(elements.shuffled(using: &random).prefix(count))
  }

  private func row(_ index: Int) -> String {
    let question = "\"question\": \"What is number \(index)?\""
    let answer = "\"answer\": \"It is \(index) of \(answers[index])\""
    return questionComesFirst ? "{\(question), \(answer)}\n" : "{\(answer), \(question)}\n"
  }

  private var text: String {
    let dataset = [
      ("dataset.pairs", hasPairsFile ? "pairs.jsonl" : "builtin"),
      ("dataset.seed", "\(datasetSeed)"), ("dataset.realized", "\(realized)"),
      ("dataset.unrealized", "4"), ("dataset.order", order),
    ]
    let tuning = [
      ("fine-tune.provider", "scripted"), ("fine-tune.models", "\(models)"),
      ("fine-tune.seeds", "\(seeds)"), ("fine-tune.epochs", "\(epochs)"),
      ("fine-tune.suffix", suffix),
    ]
    // The untuned model is asked for nothing but its log-probabilities.
    let both = ["exact-match", "log-probability"]
    let asked = matrix?.path == "evaluate.base-model" ? both : metrics
    let evaluation = [("evaluate.splits", "\(splits)"), ("evaluate.metrics", "\(asked)")]
    var lines = ["# \(comment)", "manifest: 1", "name: \(name)", "description: \(description)"]
    lines += section("dataset", dataset) + ["  guidance:", "    phrasings: \(phrasings)"]
    lines += section("fine-tune", tuning) + section("evaluate", evaluation)
    if let matrix { lines.append("matrix: { \(matrix.path): \(matrix.values) }") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A section without what the matrix varies.
  private func section(_ name: String, _ keys: [(path: String, value: String)]) -> [String] {
    ["\(name):"]
      + keys.filter { $0.path != matrix?.path }
      .map { "  \($0.path.dropFirst(name.count + 1)): \($0.value)" }
  }
}
