import Engine
import TestSupport
import Testing

@testable import manifest_run

struct PlanForecastTests {
  private let folder = TemporaryFolder()

  private struct PricedStep: Step {
    var id: StepID
    var reads: [StepID] = []
    var expectedCost: Cost?

    var kind: StepKind { "tune" }
    var version: Int { 1 }
    var pool: PoolName { "tune" }
    var inputs: [StepInput] { reads.map { StepInput($0, "out") } }
    var files: [InputFile] { [] }

    func describe(into fingerprint: inout Fingerprint) { fingerprint.add("id", id.rawValue) }

    func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName] { [] }
  }

  private func forecast(_ steps: [PricedStep]) throws -> PlanForecast {
    let plan = try Plan.make(steps)
    let workspace = try Workspace.open(at: "\(folder.path)/workspace")
    return try PlanForecast(Staleness.states(of: plan, in: workspace), of: plan, in: workspace)
  }

  @Test func `what steps cost is summed up by currency, with and without those that depend`() throws
  {
    let forecast = try forecast([
      PricedStep(id: "a", expectedCost: Cost(1.5, "USD")),
      PricedStep(id: "b", expectedCost: Cost(2, "EUR")),
      PricedStep(id: "c", reads: ["a"], expectedCost: Cost(0.25, "USD")),
      PricedStep(id: "d", reads: ["b"]),
    ])
    #expect(forecast.cost == ["USD": 1.5, "EUR": 2])
    #expect(forecast.costAtMost == ["USD": 1.75, "EUR": 2])
    #expect(
      forecast.text == """
        a  will-run  1.50 USD  never made
        b  will-run  2.00 EUR  never made
        c  depends   0.25 USD  depends on 'a'
        d  depends             depends on 'b'

        2 will-run, 2 depends
        expected cost: up to 2.00 EUR and 1.75 USD

        """
    )
  }

  @Test func `where nothing is known, nothing is said about time and cost`() throws {
    #expect(
      try forecast([PricedStep(id: "a")]).text == "a  will-run  never made\n\n1 will-run\n"
    )
    #expect(try forecast([PricedStep(id: "a")]).withoutEstimate == 1)
  }
}
