import Report
import Testing

/// What the experiments of a matrix gave, with their seeds folded.
struct SweepTests {
  private func measurement(
    epochs: Int,
    rate: Double,
    seed: Int = 0,
    _ value: Double,
    split: String = "unrealized"
  ) -> Measurement {
    var measurement = Measurement(
      model: "ada",
      provider: "local",
      parameters: nil,
      seed: seed,
      variant: ["fine-tune.epochs": "\(epochs)", "fine-tune.learning-rate-multiplier": "\(rate)"],
      split: split,
      metric: "exact-match",
      value: value,
      n: 100,
      steps: MeasurementSteps(fineTune: "f", evaluate: "e")
    )
    measurement.interval = [value - 0.05, value + 0.05]
    return measurement
  }

  private func leader(isSeparable: Bool, difference: Double = 0.25) -> Leader {
    Leader(
      measurement(epochs: 10, rate: 0.4, 1),
      best: measurement(epochs: 10, rate: 0.4, 1).variant,
      next: measurement(epochs: 5, rate: 0.4, 1).variant,
      difference: difference,
      interval: (isSeparable ? 0.125 : -0.125, 0.375),
      p: 0.01,
      method: "Bonett and Price",
      test: "McNemar mid-p",
      isSeparable: isSeparable
    )
  }

  private var report: Report {
    Report(
      name: "sweep",
      results: [5, 10].flatMap { epochs in
        [0.1, 0.4].flatMap { rate in
          [0, 1].map { seed in
            let value = Double(epochs) / 20 + rate / 4 + Double(seed) / 10
            return measurement(epochs: epochs, rate: rate, seed: seed, value)
          }
        }
      },
      expectations: []
    )
  }

  @Test(arguments: [true, false])
  func `the highest experiment comes first, and is the best where the next allows it`(
    isSeparable: Bool
  ) throws {
    var report = report
    report.leaders = [leader(isSeparable: isSeparable)]
    let sweep = try #require(Sweep(report))
    let rows = sweep.table.rows
    #expect(
      rows.map { $0[0] } == [
        "epochs=10 lr=0.4" + (isSeparable ? "  best" : ""), "epochs=10 lr=0.1", "epochs=5 lr=0.4",
        "epochs=5 lr=0.1",
      ]
    )
    #expect(rows[0].dropFirst() == ["2", "0.650", "0.600–0.700"])
    let sentence = try #require(report.leaders?.first?.sentence)
    #expect(
      sentence
        == (isSeparable
          ? "local:ada, unrealized: epochs=10 lr=0.4 is better than the next, epochs=5 lr=0.4, by "
            + "25 points [13, 38], p 0.010 by McNemar mid-p."
          : "local:ada, unrealized: epochs=10 lr=0.4 is highest, and not separable from epochs=5 lr=0.4: "
            + "25 points [-13, 38], p 0.010 by McNemar mid-p.")
    )
  }

  @Test func `equal experiments have none that is highest`() {
    let sentence = leader(isSeparable: false, difference: 0).sentence
    #expect(
      sentence.hasSuffix(
        "no experiment is highest; epochs=10 lr=0.4 and epochs=5 lr=0.4 are equal."
      )
    )
  }

  @Test func `two varied keys make a grid in the order of their numbers`() throws {
    let grid = try #require(Sweep(report)?.grids.first)
    #expect(
      grid.text { $0 } == [
        "           lr=0.1  lr=0.4",
        "─────────  ──────  ──────",
        "epochs=5    0.325   0.400",
        "epochs=10   0.575   0.650",
      ]
    )
    #expect(grid.markdown { $0 }[2] == "| epochs=5 | 0.325 | 0.400 |")
    var single = report
    for place in single.results.indices {
      single.results[place].variant["fine-tune.learning-rate-multiplier"] = nil
    }
    #expect(try #require(Sweep(single)).grids.isEmpty)
  }

  @Test func `one run each has its interval, and no matrix has no sweep`() throws {
    var report = report
    report.results.removeAll { $0.seed == 1 }
    let table = try #require(Sweep(report)).table
    #expect(table.columns.map(\.title) == ["experiment", "unrealized", "95 % Wilson"])
    #expect(table.rows[0] == ["epochs=10 lr=0.4", "0.60", "0.55–0.65"])
    for place in report.results.indices { report.results[place].variant = [:] }
    #expect(Sweep(report) == nil)
  }

  @Test func `a short name is no other key's`() {
    let names = ShortNames(of: [
      "fine-tune.epochs", "dataset.guidance.repeats", "dataset.examples.repeats",
      "fine-tune.learning-rate", "fine-tune.learning-rate-multiplier", "dataset",
    ])
    #expect(names["fine-tune.epochs"] == "epochs")
    #expect(names["dataset.guidance.repeats"] == "guidance.repeats")
    #expect(names["fine-tune.learning-rate"] == "learning-rate")
    #expect(names["dataset"] == "dataset")
    #expect(ShortNames(of: ["dataset.seed"])["dataset.seed"] == "dataset.seed")
    #expect(ShortNames(of: ["fine-tune.learning-rate"])["fine-tune.learning-rate"] == "lr")
    #expect(names.matches("examples.repeats", "dataset.examples.repeats"))
    #expect(!names.matches("peats", "dataset.examples.repeats"))
  }
}
