import Report
import Testing

/// What a report says of models that have not learned what they were trained on.
struct UndertrainedTests {
  private static func measurements(
    _ model: String = "ada",
    realized: Double?,
    unrealized: Double? = 0,
    epochs: String? = nil,
    seed: Int = 0,
    metric: String = "exact-match"
  ) -> [Measurement] {
    [("unrealized", unrealized), ("realized", realized)].compactMap { split, value in
      value.map { value in
        Measurement(
          model: model,
          provider: "local",
          parameters: nil,
          seed: seed,
          variant: epochs.map { ["fine-tune.epochs": $0] } ?? [:],
          split: split,
          metric: metric,
          value: value,
          n: 10,
          steps: MeasurementSteps(fineTune: "f", evaluate: "e")
        )
      }
    }
  }

  private func notes(_ results: [[Measurement]]) -> [String] {
    ReportTable(Report(name: "small", results: results.flatMap { $0 }, expectations: [])).notes
      .filter { $0.hasPrefix("Undertrained: ") }
  }

  @Test func `a model that fails on realized pairs is named beneath the table`() {
    let sentence =
      "Undertrained: local:ada has not learned the examples that it was trained on (fewer than 90 % of "
      + "the realized pairs are right), so its figure on unrealized pairs says nothing about following "
      + "guidance."
    #expect(notes([Self.measurements(realized: 0.3)]) == [sentence])
    let report = Report(
      name: "small",
      results: Self.measurements(realized: 0.3),
      expectations: []
    )
    #expect(ReportTable(report).text { $0 }.contains(sentence))
    #expect(ReportTable(report).html.contains("<li>\(sentence)</li>"))
  }

  @Test func `several are named in one sentence, with variants, and with seeds where not all fail`()
  {
    let results = [
      Self.measurements(realized: 0.3, epochs: "2"),
      Self.measurements(realized: 0.2, epochs: "2", seed: 1),
      Self.measurements(realized: 1, epochs: "10"),
      Self.measurements("curie", realized: 1, epochs: "2"),
      Self.measurements("curie", realized: 0.89, epochs: "2", seed: 4),
      Self.measurements("curie", realized: 0, epochs: "1", metric: "prefix-match"),
    ]
    #expect(
      notes(results) == [
        "Undertrained: local:ada (epochs=2), local:curie (epochs=2; seed 4) and "
          + "local:curie (epochs=1) have not learned the examples that they were trained on "
          + "(fewer than 90 % of the realized pairs are right), so their figures on unrealized pairs say "
          + "nothing about following guidance."
      ]
    )
  }

  @Test func `a sentence of many names some`() {
    let names = notes((1...10).map { Self.measurements("m\($0)", realized: 0) })
    #expect(names.count == 1)
    #expect(names.first?.contains("local:m7, local:m8 and 2 more have not learned") == true)
    let most = notes((1...8).map { Self.measurements("m\($0)", realized: 0) })
    #expect(most.first?.contains("local:m7 and local:m8 have not learned") == true)
  }

  @Test(arguments: [
    Self.measurements(realized: 1),
    Self.measurements(realized: 0.9),
    // Nothing is said about unrealized pairs.
    Self.measurements(realized: 0.3, unrealized: nil),
    // Nobody knows.
    Self.measurements(realized: nil),
    // A log-probability is no share.
    Self.measurements(realized: 1) + Self.measurements(realized: 0.3, metric: "log-probability"),
    Self.measurements(realized: 0.3, metric: "log-probability"),
  ])
  func `nothing is said of others`(results: [Measurement]) {
    #expect(notes([results]).isEmpty)
  }
}
