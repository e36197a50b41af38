import Engine
import EngineTestSupport
import TestSupport
import Testing

@testable import manifest_run

struct PlanForecastTests {
  private let folder = TemporaryFolder()

  private struct PricedStep: TestStep {
    var id: StepID
    var reads: [StepID] = []
    var amount: Double?
    var currency = "USD"

    var expectedBill: Bill? {
      amount.map {
        // What is no number stands for a price that nobody knows.
        let line = Bill.Line("work", 1_000_000, pricePerMillion: $0.isNaN ? nil : $0)
        return Bill(lines: [line], currency: currency)
      }
    }

    var kind: StepKind { "tune" }
    var inputs: [StepInput] { reads.map { StepInput($0, "out") } }
  }

  private func forecast(_ steps: [PricedStep]) throws -> PlanForecast {
    let plan = try Plan.make(steps)
    let workspace = try Workspace.open(at: "\(folder.path)/workspace")
    return try PlanForecast(Staleness.states(of: plan, in: workspace), of: plan, in: workspace)
  }

  @Test func `what steps cost is summed up by currency, with and without those that depend`() throws
  {
    let forecast = try forecast([
      PricedStep(id: "a", amount: 1.5),
      PricedStep(id: "b", amount: 2, currency: "EUR"),
      PricedStep(id: "c", reads: ["a"], amount: 0.25),
      PricedStep(id: "d", reads: ["b"]),
    ])
    #expect(forecast.costs.sure == ["USD": 1.5, "EUR": 2])
    #expect(forecast.costs.atMost == ["USD": 1.75, "EUR": 2])
    #expect(
      forecast.text(folding: false) == """
        a  will-run  1.50 USD  never made
        b  will-run  2.00 EUR  never made
        c  depends   0.25 USD  depends on 'a'
        d  depends             depends on 'b'

        2 will-run, 2 depends

        expected cost: up to 2.00 EUR and 1.75 USD
          a
            work  1 000 000  tokens  at 1.50 USD per million  1.50 USD
          b
            work  1 000 000  tokens  at 2.00 EUR per million  2.00 EUR
          c
            work  1 000 000  tokens  at 0.25 USD per million  0.25 USD

        """
    )
  }

  @Test func `an unknown price is said to be unknown`() throws {
    var unknown = PricedStep(id: "a")
    unknown.amount = .nan
    let forecast = try forecast([unknown, PricedStep(id: "b", amount: 2)])
    #expect(forecast.costs.sure == ["USD": 2])
    #expect(forecast.text(folding: false).contains("a  will-run   unknown  never made\n"))
    #expect(
      forecast.text(folding: false).contains(
        "expected cost: up to 2.00 USD, and unknown for 1 step\n"
      )
    )
    #expect(
      forecast.text(folding: false).contains(
        "    work  1 000 000  tokens      at an unknown price   unknown\n"
      )
    )
    let nothing = try self.forecast([unknown])
    #expect(nothing.text(folding: false).contains("expected cost: unknown for 1 step\n"))
  }

  @Test func `the same steps of a matrix's experiments have one line`() throws {
    var steps = [PricedStep(id: "a"), PricedStep(id: "alone[n=1]", reads: ["a"])]
    for epochs in 1...3 {
      steps.append(
        PricedStep(id: StepID(rawValue: "tune/seed-0[epochs=\(epochs)]"), reads: ["a"], amount: 0.5)
      )
      steps.append(
        PricedStep(
          id: StepID(rawValue: "tune/seed-1[epochs=\(epochs)]"),
          reads: ["a"],
          amount: 0.25
        )
      )
    }
    let forecast = try forecast(steps)
    let lines = forecast.text(folding: true).split(separator: "\n")
    #expect(
      lines.prefix(4) == [
        "a                           will-run            never made",
        "alone[n=1]                  depends             depends on 'a'",
        "tune/seed-0[3 experiments]  depends   1.50 USD  depends on 'a'",
        "tune/seed-1[3 experiments]  depends   0.75 USD  depends on 'a'",
      ]
    )
    #expect(lines[4] == "1 will-run, 7 depends")
    #expect(forecast.text(folding: false).contains("tune/seed-1[epochs=3]  depends   0.25 USD"))
  }

  @Test func `where nothing is known, nothing is said about time and cost`() throws {
    #expect(
      try forecast([PricedStep(id: "a")]).text(folding: false)
        == "a  will-run  never made\n\n1 will-run\n"
    )
    #expect(try forecast([PricedStep(id: "a")]).withoutEstimate == 1)
  }
}
