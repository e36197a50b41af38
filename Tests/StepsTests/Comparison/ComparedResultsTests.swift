import Engine
import Report
import Synchronization
import TestSupport
import Testing

@testable import Steps

struct ComparedResultsTests {
  private let pair = ComparedPair()

  private func measurement(
    _ value: Double,
    seed: Int = 0,
    variant: [String: String] = [:]
  ) -> Measurement {
    var measurement = Measurement(
      model: "small",
      provider: "scripted",
      parameters: nil,
      seed: seed,
      variant: variant,
      split: "unrealized",
      metric: "exact-match",
      value: value,
      n: 4,
      steps: MeasurementSteps(fineTune: "f", evaluate: "e")
    )
    measurement.interval = [value / 2, value]
    return measurement
  }

  private func compared(
    _ a: [Measurement]?,
    _ b: [Measurement]?,
    _ texts: (String, String) = (ComparedPair.base, ComparedPair.base)
  ) throws -> Comparison {
    var sides = (
      try pair.side(texts.0, as: "a.yaml"), try pair.side(texts.1, as: "b.yaml")
    )
    sides.0.report = a.map { Report(name: "a", results: $0, expectations: []) }
    sides.1.report = b.map { Report(name: "b", results: $0, expectations: []) }
    return try Comparison(sides.0, sides.1, providers: pair.providers)
  }

  @Test func `without a run there are no results`() throws {
    let comparison = try compared(nil, nil)
    #expect(comparison.results == [])
    #expect(!comparison.a.wasRun && !comparison.b.wasRun)
  }

  @Test func `what only one side has stands alone`() throws {
    let comparison = try compared([measurement(0.5)], nil)
    #expect(comparison.results.map(\.a?.value) == [0.5])
    #expect(comparison.results.map(\.b?.value) == [nil])
    let table = try #require(ComparisonTable.all(comparison).first)
    #expect(table.heading == "exact match, scripted:small")
    #expect(table.table.rows == [["unrealized", "0.50", "–", ""]])
    #expect(table.table.notes.last == "B was not run here.")
  }

  @Test func `seeds stand side by side and are followed by their means`() throws {
    let comparison = try compared(
      [measurement(0.5, seed: 0), measurement(0.25, seed: 1)],
      [measurement(0.75, seed: 1), measurement(0.5, seed: 0), measurement(1, seed: 2)]
    )
    #expect(
      ComparisonTable.all(comparison).flatMap(\.table.rows) == [
        ["0", "unrealized", "0.50", "0.50", "0.00"],
        ["1", "unrealized", "0.25", "0.75", "+0.50"],
        ["2", "unrealized", "–", "1.00", ""],
        ["mean of 2 and 3", "unrealized", "0.375", "0.750", "+0.375"],
      ]
    )
    #expect(
      comparison.answers.map(\.notes) == [
        ["Seed 2: B alone.", "The answers of A are not here, so that none can be compared."]
      ]
    )
  }

  @Test func `variants are matched by their values`() throws {
    let texts = (ComparedPair.base, ComparedPair.base + "matrix: { fine-tune.epochs: [5, 10] }\n")
    let comparison = try compared(
      [measurement(0.5)],
      [
        measurement(0.25, variant: ["fine-tune.epochs": "5"]),
        measurement(0.75, variant: ["fine-tune.epochs": "10"]),
      ],
      texts
    )
    #expect(comparison.results.map(\.variant) == ["10", "5"].map { ["fine-tune.epochs": $0] })
    #expect(comparison.results.map(\.a?.value) == [0.5, nil])
    #expect(comparison.results.map(\.b?.value) == [0.75, 0.25])
  }

  @Test func `what a workspace has is compared without a run`() async throws {
    let folder = try ExperimentFolder(provider: ScriptedProvider())
    let plan = try #require(folder.plan().plan)
    let manifest = try #require(folder.manifest())
    var compared = ComparedManifest(label: "A", manifest: manifest, plan: plan)
    try compared.look(in: folder.workspace())
    #expect(compared.report == nil)
    #expect(compared.stepsToDo == plan.steps.count)
    let run = try await folder.run()
    try compared.look(in: folder.workspace())
    #expect(try compared.report == folder.report(of: run))
    #expect(compared.stepsToDo == 0)
    let changed = try #require(folder.plan(set: ["fine-tune.epochs=3"]).plan)
    var other = ComparedManifest(label: "B", manifest: manifest, plan: changed)
    try other.look(in: folder.workspace())
    #expect(other.report == nil)
    #expect(other.stepsToDo == 4)
    #expect(folder.provider.log.withLock { $0.created.count } == 1)
  }
}
