import Engine
import EngineTestSupport
import TestSupport
import Testing

@testable import manifest_run

struct BudgetTests {
  private let folder = TemporaryFolder()

  private struct PricedStep: TestStep {
    var id: StepID
    var bill: Bill?

    var kind: StepKind { "tune" }
    var expectedBill: Bill? { bill }
  }

  private func step(_ id: StepID, _ amount: Double?, _ currency: String = "USD") -> PricedStep {
    let line = Bill.Line("training", 1_000_000, pricePerMillion: amount)
    return PricedStep(
      id: id,
      bill: Bill(lines: [line], currency: currency, notes: ["price of \(id): somebody's word"])
    )
  }

  private func check(_ steps: [PricedStep], budget: Double) throws -> BudgetCheck {
    let plan = try Plan.make(steps)
    let workspace = try Workspace.open(at: "\(folder.path)/workspace")
    let states = try Staleness.states(of: plan, in: workspace)
    return BudgetCheck(try CostForecast(states, of: plan, in: workspace), budget: budget)
  }

  @Test(arguments: [(4.0, true), (3.75, true), (3.74, false), (0, false)])
  func `a plan is within a budget that it does not pass`(budget: Double, isWithin: Bool) throws {
    let steps = [step("a", 1.5), step("b", 2), step("c", 0.25)]
    let refusal = try check(steps, budget: budget).refusal
    #expect((refusal == nil) == isWithin)
  }

  @Test func `a refusal says the sum, the largest steps and what to do`() throws {
    let steps = [step("a", 1), step("b", 40), step("c", 3), step("d", 2)]
    let refusal = try #require(try check(steps, budget: 20).refusal)
    #expect(
      refusal.sentence
        == "what is to be done may cost 46.00 USD, and the budget is 20.00 USD; most is for 'b' "
        + "(40.00 USD), 'c' (3.00 USD), 'd' (2.00 USD)"
    )
    #expect(try #require(refusal.hint).contains("'--budget'"))
    #expect(
      try check(steps, budget: 20).sentence == "budget: 20.00 USD, and 'run' would refuse to begin"
    )
    #expect(
      try check(steps, budget: 50).sentence == "budget: 50.00 USD, 4.00 USD of it left after this"
    )
  }

  @Test func `an unknown price is refused with what to do, however large the budget is`() throws {
    let refusal = try #require(try check([step("a", 1), step("b", nil)], budget: 1e6).refusal)
    #expect(
      refusal.sentence
        == "there is a budget of 1000000, and it is not known what 'b' costs: price of b: somebody's word"
    )
    #expect(try #require(refusal.hint).contains("'prices'"))
    let several = try #require(try check([step("a", nil), step("b", nil)], budget: 1).refusal)
    #expect(several.sentence.contains("what 'a' and 1 more cost:"))
  }

  @Test func `two currencies are not added up`() throws {
    let refusal = try check([step("a", 1), step("b", 1, "EUR")], budget: 100).refusal
    #expect(refusal?.sentence == "there is one budget, and prices are in EUR and USD")
  }

  @Test func `what costs nothing needs no budget`() throws {
    #expect(try check([PricedStep(id: "a")], budget: 0).refusal == nil)
    #expect(try check([step("a", 0)], budget: 0).refusal == nil)
  }

  /// A manifest for a service of which no request can be answered.
  private func write(_ more: String = "") -> String {
    folder.write(
      """
      manifest: 1
      name: paid
      dataset: { realized: 12, unrealized: 4 }
      fine-tune: { provider: openai, models: [davinci-002], epochs: 2 }
      \(more)
      """,
      to: "m.yaml"
    )
    return "\(folder.path)/m.yaml"
  }

  @Test func `a run that would pass its budget ends with status 3 before it begins`() async throws {
    let manifest = write()
    let output = try await program("run", manifest, "--budget", "0.0001", exits: 3)
    #expect(output.messages.contains("the budget is 0.0001 USD"))
    #expect(output.messages.contains("'fine-tune/davinci-002/seed-0' ("))
    let workspace = try Workspace.open(at: "\(folder.path)/.manifest-run")
    #expect(try workspace.runs().isEmpty)
  }

  @Test func `the manifest's budget holds, and the option goes before it`() async throws {
    let manifest = write("budget: 0.0001")
    _ = try await program("run", manifest, exits: 3)
    let plan = try await program("plan", manifest)
    #expect(plan.results.contains("budget: 0.0001 USD, and 'run' would refuse to begin"))
    let more = try await program("plan", manifest, "--budget", "30")
    #expect(more.results.contains("budget: 30.00 USD, 29.9"))
    _ = try await program("plan", manifest, "--budget=-1", exits: 64)
  }

  @Test func `a plan says tokens, prices and where they are from, also for programs`() async throws
  {
    struct Plan: Decodable {
      struct Line: Decodable {
        var name: String
        var tokens: Int
        var times: Int
        var total: Int
        var pricePerMillion: Double
      }
      struct Bill: Decodable {
        var amount: Double
        var currency: String
        var lines: [Line]
        var notes: [String]
      }
      struct Step: Decodable {
        var id: String
        var expectedCost: Bill?
      }
      struct Expected: Decodable {
        var costAtMost: [String: Double]
        var withoutPrice: Int
        var budget: Double?
      }
      var steps: [Step]
      var expected: Expected
    }
    let manifest = write("budget: 5")
    let plan: Plan = try await program("plan", manifest, "--json").json()
    let bills = plan.steps.compactMap(\.expectedCost)
    #expect(bills.count == 3)
    let training = try #require(bills.first?.lines.first)
    #expect(training.name == "training")
    #expect(training.total == 2 * training.tokens)
    #expect(training.pricePerMillion == 6)
    #expect(bills.allSatisfy { $0.notes.contains { $0.contains("https://") } })
    let sum = bills.map(\.amount).reduce(0, +)
    #expect(abs((plan.expected.costAtMost["USD"] ?? 0) - sum) < 1e-12)
    #expect(plan.expected.withoutPrice == 0)
    #expect(plan.expected.budget == 5)
    let text = try await program("plan", manifest).results
    #expect(text.contains("tokens × 2"))
    #expect(text.contains("tokens are estimates"))
  }

  @Test func `a provider of this machine costs nothing and its plan says nothing of money`()
    async throws
  {
    folder.write(smallManifest + "\nbudget: 0\n", to: "m.yaml")
    let plan = try await program("plan", "\(folder.path)/m.yaml").results
    #expect(!plan.contains("cost"))
    #expect(!plan.contains("budget"))
    let run = try await program("run", "\(folder.path)/m.yaml", "--until", "generate")
    #expect(!run.messages.contains("cost"))
  }
}
