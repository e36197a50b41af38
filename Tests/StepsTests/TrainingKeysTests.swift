import Diagnostics
import Engine
import Foundation
import Manifest
import Providers
import Steps
import Synchronization
import TestSupport
import Testing

/// A provider with keys of its own below `fine-tune`, beside one with the standard ones.
struct TrainingKeysTests {
  private static let section = TrainingSection(
    hasLearningRateMultiplier: false,
    own: [
      TrainingParameter(
        "learning-rate",
        .number(from: 0, includesLower: false, to: 1),
        absence: .isError,
        "Peak learning rate.",
        example: "1e-4"
      ),
      TrainingParameter(
        "method",
        .word(["full", "lora"]),
        absence: .means(.text("full")),
        "What is trained."
      ),
      TrainingParameter(
        "lora",
        .section([
          TrainingParameter(
            "rank",
            .integer(1...1024),
            absence: .means(.integer(8)),
            "Rank of the adapters."
          ),
          TrainingParameter(
            "alpha",
            .number(from: 0, includesLower: false, to: 1e6),
            "Scale of the adapters.",
            example: "16"
          ),
          TrainingParameter(
            "modules",
            .texts,
            absence: .means(.texts(["q_proj", "v_proj"])),
            "The layers with adapters."
          ),
        ]),
        "Low-rank adapters."
      ),
      TrainingParameter(
        "python",
        .text,
        changesResult: false,
        "The interpreter of the worker.",
        example: "venv/bin/python"
      ),
      TrainingParameter(
        "resources",
        .section([
          TrainingParameter("memory", .text, "Memory of the worker.", example: "16G"),
          TrainingParameter("gpus", .integer(0...1), absence: .means(.integer(0)), "Its GPUs."),
        ]),
        changesResult: false,
        "What the worker may use."
      ),
    ]
  )

  private let tuner = ScriptedProvider(name: "tuner", trainingSection: Self.section)
  private var providers: [any Provider] { [tuner, ScriptedProvider()] }

  /// A manifest with a `fine-tune` section of the provider `tuner`.
  private static func manifest(_ keys: String, provider: String = "tuner", _ rest: String = "")
    -> String
  {
    """
    manifest: 1
    name: small
    dataset: { realized: 6, unrealized: 4 }
    fine-tune:
      provider: \(provider)
      models: [small]
    \(keys.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
    \(rest)
    """
  }

  private func load(
    _ text: String,
    extending base: String? = nil,
    set overrides: [String] = []
  ) -> (manifest: Manifest?, problems: [Diagnostic]) {
    let folder = TemporaryFolder()
    if let base { folder.write(base, to: "base.yaml") }
    var diagnostics = DiagnosticList()
    let planner = Planner(providers: providers)
    let manifest = Manifest.load(
      path: folder.write(text, to: "m.yaml"),
      overrides: overrides,
      format: planner.format,
      reader: FileManifestReader(root: folder.path),
      checks: planner.checks,
      into: &diagnostics
    )
    return (manifest, diagnostics.sorted)
  }

  private func fineTunes(_ text: String, set overrides: [String] = []) throws -> [StepSpec] {
    let manifest = try #require(load(text, set: overrides).manifest)
    let plan = Planner(providers: providers).plan(ofChecked: manifest)
    return plan.steps.filter { $0.id.rawValue.hasPrefix("fine-tune/") }
  }

  @Test func `a resolved manifest has the keys of its provider in the order of the format`() throws
  {
    let text = Self.manifest("lora: { rank: 4 }\nlearning-rate: 1e-4\nepochs: 3")
    let resolved = try #require(load(text).manifest).canonicalText
    #expect(
      resolved.contains(
        """
        fine-tune:
          provider: tuner
          models: [small]
          epochs: 3
          batch-size: 8
          learning-rate: 0.0001
          method: full
          lora:
            rank: 4
            modules: [q_proj, v_proj]
          resources:
            gpus: 0
          seeds: [0]

        """
      )
    )
    #expect(load(resolved).manifest?.canonicalText == resolved)
    let standard = try #require(load(Self.manifest("", provider: "scripted")).manifest)
    #expect(standard.canonicalText.contains("learning-rate-multiplier: 0.4\n  seeds"))
    #expect(!standard.canonicalText.contains("lora"))
  }

  @Test func `what is left out where the provider varies is left out of the resolved manifest`()
    throws
  {
    let text = Self.manifest(
      "",
      """
      matrix:
        fine-tune.provider: [scripted]
        include: [{ fine-tune.provider: tuner, fine-tune.learning-rate: 0.5 }]
      """
    )
    let manifest = try #require(load(text).manifest)
    #expect(
      manifest.experiments.map { $0.resolved.value(at: "fine-tune.learning-rate")?.flow }
        == [nil, "0.5"]
    )
    #expect(manifest.experiments.map(\.fineTune.learningRateMultiplier) == [0.4, nil])
    #expect(manifest.experiments.map { $0.fineTune.suffix == nil } == [false, true])
    let resolved = manifest.canonicalText
    #expect(!resolved.contains("learning-rate-multiplier"))
    let again = try #require(load(resolved).manifest)
    #expect(again.canonicalText == resolved)
    #expect(again.experiments.map(\.resolved.flow) == manifest.experiments.map(\.resolved.flow))
  }

  @Test(arguments: [
    (
      "epochs: 3", "tuner",
      "5:13 the provider 'tuner' needs 'fine-tune.learning-rate', which must be a number above 0 and "
        + "at most 1"
    ),
    (
      "learning-rate: 0.1\nlearning-rate-multiplier: 0.4", "tuner",
      "8:29 'fine-tune.learning-rate-multiplier' is no key of the provider 'tuner'"
    ),
    (
      "lora: { rank: 4 }", "scripted",
      "7:9 'fine-tune.lora' is no key of the provider 'scripted'"
    ),
    (
      "learning-rate: 0.1\nlora: { rnk: 4 }", "tuner",
      "8:11 unknown key 'rnk' in 'fine-tune.lora'"
    ),
    (
      "learning-rate: 2", "tuner",
      "7:18 'fine-tune.learning-rate' must be a number above 0 and at most 1, found 2"
    ),
    (
      "learning-rate: 0.1\nlora: { modules: [a, a] }", "tuner",
      "8:24 'fine-tune.lora.modules' has a twice; leave one out"
    ),
    (
      "learning-rate: 0.1\nsuffix: 'lr{learning-rate-multiplier}'", "tuner",
      "8:14 'fine-tune.suffix' has the placeholder {learning-rate-multiplier}, which is no key of the "
        + "provider 'tuner'"
    ),
    (
      "suffix: 'rank{lora.rank}'", "scripted",
      "7:16 'fine-tune.suffix' has the placeholder {lora.rank}, which is no key of the provider "
        + "'scripted'"
    ),
  ])
  func `a key that does not fit the provider is told with its place`(
    keys: String,
    provider: String,
    message: String
  ) {
    let problems = load(Self.manifest(keys, provider: provider)).problems
    #expect(problems.map { "\($0.place) \($0.message)" } == [message])
  }

  @Test func `an inherited key that the provider lacks can be taken away`() throws {
    let base = Self.manifest("learning-rate-multiplier: 1", provider: "scripted")
    func child(_ keys: String) -> String {
      "manifest: 1\nname: x\nextends: base.yaml\nfine-tune:\n  provider: tuner\n  learning-rate: 0.1\n"
        + keys
    }
    let problem = try #require(load(child(""), extending: base).problems.first)
    #expect(problem.id == "foreign-training-key")
    #expect(problem.notes.last?.message == "null in its place takes away what is inherited")
    #expect(load(child("  learning-rate-multiplier: null\n"), extending: base).problems.isEmpty)
  }

  @Test func `options and matrices reach the provider's keys`() throws {
    let text = Self.manifest("learning-rate: 0.1", "matrix: { fine-tune.lora.rank: [4, 16] }")
    #expect(
      try fineTunes(text).map(\.id.rawValue) == [
        "fine-tune/small/seed-0[rank=4]",
        "fine-tune/small/seed-0[rank=16]",
      ]
    )
    let ranks = try fineTunes(text).map { $0.parameters.fields["lora.rank"] }
    #expect(ranks == [.int(4), .int(16)])
    let set = try fineTunes(Self.manifest(""), set: ["fine-tune.learning-rate=1"])
    #expect(set.first?.parameters.fields["learning-rate"] == .double(1))
  }

  @Test func `a cache key has what changes results, however it was said`() throws {
    func fields(_ keys: String, provider: String = "tuner") throws -> [String: FieldValue] {
      try #require(fineTunes(Self.manifest(keys, provider: provider)).first).parameters.fields
    }
    let plain = try fields("learning-rate: 0.1")
    #expect(try fields("learning-rate: 0.1\nlora: { rank: 8 }\nmethod: full") == plain)
    #expect(try fields("learning-rate: 0.1\npython: /usr/bin/python3") == plain)
    #expect(try fields("learning-rate: 0.1\nresources: { memory: 2G, gpus: 1 }") == plain)
    #expect(try fields("learning-rate: 0.1\nlora: { rank: 9 }") != plain)
    #expect(try fields("learning-rate: 0.1\nlora: { alpha: 16 }")["lora.alpha"] == .double(16))
    #expect(
      Set(plain.keys) == [
        "provider", "account", "provider-revision", "model", "epochs", "batch-size", "seed",
        "learning-rate", "method", "lora.rank", "lora.modules",
      ]
    )
    #expect(
      Set(try fields("", provider: "scripted").keys) == [
        "provider", "account", "provider-revision", "model", "epochs", "batch-size", "seed",
        "learning-rate-multiplier",
      ]
    )
  }

  @Test(arguments: [
    "fine-tune.python: [a, b]", "fine-tune.resources.memory: [1G, 2G]",
    "fine-tune.resources: [{ gpus: 1 }, { memory: 2G }]",
  ])
  func `variants that differ in what a training merely needs are told`(axis: String) {
    let text = Self.manifest("learning-rate: 0.1", "matrix: { \(axis) }")
    #expect(load(text).problems.map(\.id) == ["same-variants"])
  }

  @Test func `the provider is given its parameters, and the model's card has them`() async throws {
    let experiment = try ExperimentFolder(
      provider: tuner,
      Self.manifest("learning-rate: 1\npython: /usr/bin/python3\nlora: { alpha: 2.5 }")
    )
    let result = try await experiment.run()
    #expect(
      tuner.log.withLock(\.created).map(\.own) == [
        [
          "learning-rate": .number(1), "method": .text("full"), "lora.rank": .integer(8),
          "lora.alpha": .number(2.5), "lora.modules": .texts(["q_proj", "v_proj"]),
          "python": .text("/usr/bin/python3"), "resources.gpus": .integer(0),
        ]
      ]
    )
    let card = try experiment.text(of: "model.json", "fine-tune/small/seed-0", in: result)
    #expect(card.contains("\"lora.alpha\" : 2.5"))
    #expect(!card.contains("python") && !card.contains("resources"))
    #expect(!card.contains("learning_rate_multiplier"))
  }

  @Test func `a comparison says what a provider's key changes`() throws {
    var pair = ComparedPair()
    pair.providers = providers
    let a = Self.manifest("learning-rate: 0.1\nlora: { rank: 4 }")
    let b = Self.manifest("learning-rate: 0.1\nlora: { rank: 8 }\npython: python3")
    let comparison = try pair.comparison(a, b)
    #expect(comparison.differences.map(\.path) == ["fine-tune.lora.rank", "fine-tune.python"])
    #expect(comparison.differences.map(\.affects) == [.training, .nothing])
    let other = try pair.comparison(a, Self.manifest("", provider: "scripted"))
    #expect(
      Set(other.differences.map(\.path)).isSuperset(of: [
        "fine-tune.provider", "fine-tune.learning-rate", "fine-tune.learning-rate-multiplier",
      ])
    )
  }

  @Test func `schema, page and draft follow`() throws {
    let format = ManifestFormat(providers)
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(JSONSchema(format).text.utf8)) as? [String: Any]
    )
    func property(_ path: String...) -> [String: Any]? {
      path.reduce(schema) { ($0?["properties"] as? [String: Any])?[$1] as? [String: Any] }
    }
    let rank = property("fine-tune", "lora", "rank")
    #expect(rank?["maximum"] as? Int == 1024)
    #expect(rank?["default"] as? Int == 8)
    #expect(
      rank?["description"] as? String == "Rank of the adapters. Only with provider 'tuner'."
    )
    #expect(property("matrix", "fine-tune.lora.rank") != nil)
    #expect(property("fine-tune", "learning-rate-multiplier") != nil)

    let page = ManifestReference(format).markdown
    #expect(page.contains("### `fine-tune.lora.modules`"))
    #expect(page.contains("| [`fine-tune.learning-rate`](#fine-tunelearning-rate) | required |"))
    #expect(page.contains("{learning-rate}") && page.contains("{lora.rank}"))
    #expect(!page.contains("{lora.alpha}"))

    let draft = ManifestDraft(name: "small", hasSchema: false, format: format).text
    #expect(draft.contains("\n  # learning-rate: 1e-4\n"))
    #expect(draft.contains("\n  # lora:\n"))
    #expect(draft.contains("\n    # rank: 8\n"))
    // The draft's provider is 'local', which is not among those here.
    let scripted = draft.replacing("provider: local", with: "provider: scripted")
      .replacing("[ada, babbage, curie, davinci]", with: "[small]")
    #expect(load(scripted).problems.isEmpty)
  }
}

extension Diagnostic {
  /// Line and column.
  fileprivate var place: String {
    guard let start = range?.start else { return "nowhere" }
    return "\(start.line):\(start.column)"
  }
}
