import Engine
import TestSupport
import Testing

@testable import manifest_run

struct SpendingTests {
  private let folder = TemporaryFolder()

  /// A step that pays, and that may end before it knows what.
  private struct PayingStep: Step {
    var id: StepID
    var expected: Double?
    var billed: Double?
    var isTorn = false

    var kind: StepKind { "tune" }
    var version: Int { 1 }
    var pool: PoolName { "tune" }
    var inputs: [StepInput] { [] }
    var files: [InputFile] { [] }

    func describe(into fingerprint: inout Fingerprint) { fingerprint.add("id", id.rawValue) }

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
    let configuration = RunConfiguration(
      jobs: 1,
      manifestName: "m",
      manifestDigest: "",
      manifestText: "",
      toolVersion: "1",
      now: { 0 }
    )
    let result = try await Scheduler.run(
      try Plan.make(steps),
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
      spending.rows == [
        ["a|b", "6.00 USD", "5.00 USD", "2 000 000 training", ""],
        ["c", "2.00 USD", "not told", "", ""],
      ]
    )
    #expect(spending.markdown.contains("## Cost\n"))
    #expect(spending.markdown.contains(#"| a\|b | 6.00 USD | 5.00 USD | 2 000 000 training |  |"#))
    let documents = try #require(spending.documents)
    #expect(documents.map(\.billed?.amount) == [5, nil])
    #expect(documents.map(\.state) == ["closed", "closed"])
  }

  @Test func `a run that reuses everything has paid nothing`() async throws {
    _ = try await run([PayingStep(id: "a", expected: 3)])
    let (spending, _) = try await run([PayingStep(id: "a", expected: 3)])
    #expect(
      spending.sentence == "cost: nothing in this run; 6.00 USD in other runs for the same steps"
    )
    #expect(spending.rows == [["a", "6.00 USD", "not told", "", "in run 1"]])
  }

  @Test func `an unknown price is said to be unknown`() async throws {
    let (spending, _) = try await run([PayingStep(id: "a"), PayingStep(id: "b", expected: 1)])
    #expect(spending.sentence == "cost: 2.00 USD by estimate, and unknown for 1 step")
    #expect(spending.rows.first == ["a", "unknown", "not told", "", ""])
    #expect(spending.documents?.first?.expected.amount == nil)
  }

  @Test func `what a step began to pay is told also where it did not end`() async throws {
    let (_, workspace) = try await run([PayingStep(id: "a", expected: 3, isTorn: true)])
    let run = RunID(rawValue: 1)
    let spending = try Spending(of: run, keys: [], in: workspace)
    #expect(spending.rows == [["a", "6.00 USD", "not known yet", "", ""]])
    let details = try RunDetails(of: try #require(try workspace.run(run)), in: workspace)
    let page = RunPage(
      details: details,
      style: TerminalStyle(usesColor: false),
      listsAllSteps: false
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
