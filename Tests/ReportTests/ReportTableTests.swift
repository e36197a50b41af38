import Report
import Testing

/// A report's columns, as people and as programs read them.
struct ReportTableTests {
  private func measurement(_ metric: String, _ value: Double, seed: Int = 0) -> Measurement {
    var measurement = Measurement(
      model: "ada",
      provider: "local",
      parameters: 119_000,
      seed: seed,
      variant: ["fine-tune.epochs": "5"],
      split: "unrealized",
      metric: metric,
      value: value,
      n: 100,
      steps: MeasurementSteps(fineTune: "f\(seed)", evaluate: "e\(seed)")
    )
    measurement.interval = metric == "exact-match" ? [0.25, 0.75] : nil
    measurement.baseValue = metric == "exact-match" ? nil : -9
    return measurement
  }

  @Test func `replicates are followed by their mean, beside what was published`() {
    let report = Report(
      name: "small",
      results: [
        measurement("exact-match", 0.5), measurement("log-probability", -2),
        measurement("exact-match", 0.75, seed: 1), measurement("log-probability", -3, seed: 1),
      ],
      expectations: [
        PublishedValue(
          model: "ada",
          split: "unrealized",
          metric: "exact-match",
          value: 0.94,
          source: "a book"
        )
      ]
    )
    let table = ReportTable(report, seconds: ["f0": 1, "e0": 0.25, "f1": 2])
    #expect(
      table.csv == """
        model,parameters,variant,seed,split,exact-match,exact-match-interval,published,n,log-probability,seconds
        local:ada,119000,epochs=5,0,unrealized,0.5,0.25–0.75,,100,-2.0,1.3
        local:ada,119000,epochs=5,1,unrealized,0.75,0.25–0.75,,100,-3.0,
        local:ada,119000,epochs=5,mean of 2,unrealized,0.625,,0.94,,-2.5,

        """
    )
    #expect(table.rows[0][9] == "-9.00 → -2.00")
    #expect(table.rows[2][5] == "0.625")
    #expect(
      table.notes.suffix(2) == [
        "Published: ada, unrealized, exact-match 0.94 (a book).",
        "Seconds: tuning the model and asking it about the split.",
      ]
    )
  }
}
