import Engine
import EngineTestSupport
import Report
import Steps
import TestSupport
import Testing

@testable import manifest_run

struct SpendingTests {
  private let folder = TemporaryFolder()

  /// A step that pays, and that may end before it knows what.
  private struct PayingStep: TestStep {
    var id: StepID
    var expected: Double?
    var billed: Double?
    var isTorn = false

    var kind: StepKind { "tune" }

    func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName] {
      _ = try context.expenses.reserve(bill(expected))
      if isTorn { throw StepFailure("tuning", .provider("torn off")) }
      try context.expenses.close(billed: billed.map { bill($0) })
      return []
    }

    private func bill(_ price: Double?) -> Bill {
      Bill(
        lines: [.init("training", 2_000_000, pricePerMillion: price)],
        currency: "USD",
        notes: ["a note"]
      )
    }
  }

  private func run(_ steps: [PayingStep]) async throws -> (Spending, Workspace) {
    let workspace = try Workspace.open(at: "\(folder.path)/workspace")
    let plan = try Plan.make(steps)
    let configuration = RunConfiguration(
      jobs: 1,
      manifestName: "m",
      manifestDigest: "",
      manifestText: "",
      toolVersion: "1",
      executors: .inProcess(plan),
      now: { 0 }
    )
    let result = try await Scheduler.run(
      plan,
      in: workspace,
      configuration: configuration
    )
    let keys = result.steps.compactMap { $0.key?.digest }
    return (try Spending(of: result.run, keys: keys, in: workspace), workspace)
  }

  @Test func `what was billed stands beside what was expected`() async throws {
    let (spending, _) = try await run([
      PayingStep(id: "a|b", expected: 3, billed: 2.5), PayingStep(id: "c", expected: 1),
    ])
    #expect(
      spending.sentence
        == "cost: 7.00 USD by the tokens that were billed, where they were told; expected was 8.00 USD"
    )
    #expect(
      spending.table.rows == [
        ["a|b", "6.00 USD", "5.00 USD", "2 000 000 training", ""],
        ["c", "2.00 USD", "not told", "", ""],
      ]
    )
    #expect(spending.markdown.contains("## Cost\n"))
    #expect(spending.markdown.contains(#"| a\|b | 6.00 USD | 5.00 USD | 2 000 000 training |  |"#))
    let documents = JSONDocument.pretty(try #require(spending.documents))
    #expect(documents.count(of: "\"billed\" : {") == 1)
    #expect(documents.contains("\"amount\" : 5,"))
    #expect(documents.count(of: "\"state\" : \"closed\"") == 2)
  }

  @Test func `a run that reuses everything has paid nothing`() async throws {
    _ = try await run([PayingStep(id: "a", expected: 3)])
    let (spending, _) = try await run([PayingStep(id: "a", expected: 3)])
    #expect(
      spending.sentence == "cost: nothing in this run; 6.00 USD in other runs for the same steps"
    )
    #expect(spending.table.rows == [["a", "6.00 USD", "not told", "", "in run 1"]])
  }

  @Test func `an unknown price is said to be unknown`() async throws {
    let (spending, _) = try await run([PayingStep(id: "a"), PayingStep(id: "b", expected: 1)])
    #expect(spending.sentence == "cost: 2.00 USD by estimate, and unknown for 1 step")
    #expect(spending.table.rows.first == ["a", "unknown", "not told", "", ""])
    #expect(JSONDocument.pretty(spending.documents).count(of: "\"amount\" : 2,") == 2)
  }

  @Test func `what a step began to pay is told also where it did not end`() async throws {
    let (_, workspace) = try await run([PayingStep(id: "a", expected: 3, isTorn: true)])
    let run = RunID(rawValue: 1)
    let spending = try Spending(of: run, keys: [], in: workspace)
    #expect(spending.table.rows == [["a", "6.00 USD", "not known yet", "", ""]])
    let details = try RunDetails(of: try #require(try workspace.run(run)), in: workspace)
    let page = RunPage(
      details: details,
      providers: [],
      style: TerminalStyle(usesColor: false),
      listsAllSteps: false,
      listsEach: false,
      width: nil
    )
    #expect(page.text.contains("cost: 6.00 USD by estimate\n"))
  }

  @Test func `where nothing is paid, nothing is said`() async throws {
    let workspace = try Workspace.open(at: "\(folder.path)/workspace")
    let spending = try Spending(of: RunID(rawValue: 1), keys: [], in: workspace)
    #expect(spending.sentence == nil)
    #expect(spending.markdown.isEmpty)
    #expect(spending.documents == nil)
  }
}

extension String {
  fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}
