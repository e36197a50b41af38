import Engine
import EngineTestSupport
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.hang))
struct SpendingTests {
  private let folder: TemporaryFolder
  private let toys: Toys

  init() throws {
    folder = TemporaryFolder()
    toys = try Toys(at: folder.workspacePath)
  }

  private func bill(_ amount: Double?, _ currency: String = "USD") -> Bill {
    Bill(lines: [.init("work", 1_000_000, pricePerMillion: amount)], currency: currency)
  }

  /// A step that pays and says whether it was allowed to.
  private func paying(
    _ id: StepID,
    _ expected: Bill,
    isSame: Bool = false,
    billed: Double? = nil,
    closes: Bool = true
  ) -> ToyStep {
    ToyStep(id, ["id": .string(id.rawValue)]) { (context) throws(StepFailure) in
      guard try context.expenses.reserve(expected, isSame: isSame) == .granted else {
        throw StepFailure("paying", .budget("too much"))
      }
      guard closes else { throw StepFailure("working", .provider("torn off")) }
      let bill = billed.map {
        Bill(lines: [.init("work", 1_000_000, pricePerMillion: $0)], currency: "USD")
      }
      try context.expenses.close(billed: bill)
      return [try context.write(Array("done".utf8), to: "out")]
    }
  }

  private func run(
    _ steps: [ToyStep],
    limit: Double?,
    jobs: Int = 1
  ) async throws -> [StepID: StepOutcome] {
    let plan = try Plan.make(steps)
    let configuration = RunConfiguration(
      jobs: jobs,
      spendingLimit: limit,
      manifestName: "toys",
      manifestDigest: "none",
      manifestText: "",
      toolVersion: "1",
      executors: .inProcess(plan),
      now: { 0 }
    )
    let result = try await Scheduler.run(
      plan,
      in: toys.workspace,
      configuration: configuration
    )
    return Dictionary(uniqueKeysWithValues: result.steps.map { ($0.id, $0.outcome) })
  }

  private func charges(of steps: [ToyStep]) throws -> [Charge] {
    let states = try Staleness.states(of: try Plan.make(steps), in: toys.workspace)
    return try toys.workspace.charges(of: Set(states.compactMap { $0.key?.digest }))
  }

  private func isRefused(_ outcome: StepOutcome?) -> Bool {
    guard case .failed(let failure)? = outcome, case .budget = failure.cause else { return false }
    return true
  }

  @Test func `a bill is the sum of its lines, and not known where one of them is not`() {
    var bill = Bill(
      lines: [
        .init("a", 500_000, times: 3, pricePerMillion: 2), .init("b", 250_000, pricePerMillion: 4),
      ],
      currency: "USD"
    )
    #expect(bill.amount == 4)
    bill.lines.append(.init("c", 0, pricePerMillion: nil))
    #expect(bill.amount == 4)
    bill.lines.append(.init("d", 1, pricePerMillion: nil))
    #expect(bill.amount == nil)
    #expect(Bill(lines: [.init("e", nil, pricePerMillion: 1)], currency: "USD").amount == nil)
  }

  @Test func `the step that would pass the limit is not made, and a cheaper one still is`()
    async throws
  {
    let steps = [paying("a", bill(6)), paying("b", bill(5)), paying("c", bill(4))]
    let ends = try await run(steps, limit: 10)
    #expect(ends["a"] == .built)
    #expect(isRefused(ends["b"]))
    #expect(ends["c"] == .built)
    // What was refused is not written down.
    #expect(try charges(of: steps).map(\.step) == ["a", "c"])
  }

  @Test func `steps that ask at once never pass the limit together`() async throws {
    let steps = (0..<12).map { paying(StepID("s\($0)"), bill(3), billed: 3) }
    let ends = try await run(steps, limit: 10, jobs: 12)
    #expect(ends.values.count { $0 == .built } == 3)
    #expect(ends.values.count { isRefused($0) } == 9)
  }

  @Test func `what was billed counts in place of what was expected`() async throws {
    let dear = try await run([paying("a", bill(2), billed: 9), paying("b", bill(2))], limit: 10)
    #expect(isRefused(dear["b"]))
    let cheap = try await run([paying("c", bill(9), billed: 2), paying("d", bill(8))], limit: 10)
    #expect(cheap["d"] == .built)
  }

  @Test func `what earlier runs paid for the same steps counts`() async throws {
    #expect(try await run([paying("a", bill(7))], limit: nil)["a"] == .built)
    let ends = try await run([paying("a", bill(7)), paying("b", bill(4))], limit: 10)
    #expect(ends["a"] == .reused)
    #expect(isRefused(ends["b"]))
    // For other steps it does not.
    #expect(try await run([paying("b", bill(4))], limit: 10)["b"] == .built)
  }

  @Test func `work that was torn off counts as expected, and once where it is the same`()
    async throws
  {
    _ = try await run([paying("a", bill(6), isSame: true, closes: false)], limit: 10)
    #expect(try await run([paying("a", bill(6), isSame: true)], limit: 10)["a"] == .built)
    _ = try await run([paying("b", bill(6), closes: false)], limit: 10)
    #expect(isRefused(try await run([paying("b", bill(6))], limit: 10)["b"]))
  }

  @Test func `what is void is not paid`() async throws {
    let refusing = ToyStep("a") { (context) throws(StepFailure) in
      _ = try context.expenses.reserve(
        Bill(lines: [.init("work", 1_000_000, pricePerMillion: 9)], currency: "USD")
      )
      try context.expenses.void()
      throw StepFailure("asking", .provider("no"))
    }
    let ends = try await run([refusing, paying("b", bill(9))], limit: 10)
    #expect(ends["b"] == .built)
    #expect(try charges(of: [refusing]).map(\.amount) == [0])
  }

  @Test func `an unknown price is refused where there is a limit, and paid where there is none`()
    async throws
  {
    #expect(isRefused(try await run([paying("a", bill(nil))], limit: 1000)["a"]))
    #expect(try await run([paying("a", bill(nil))], limit: nil)["a"] == .built)
    #expect(try charges(of: [paying("a", bill(nil))]).map(\.amount) == [nil])
  }

  @Test func `charges outlive the run that made them`() async throws {
    let steps = [paying("a", bill(7), billed: 6)]
    _ = try await run(steps, limit: nil)
    try toys.workspace.remove([RunID(rawValue: 1)])
    let charge = try #require(try charges(of: steps).first)
    #expect(charge.state == .closed)
    #expect(charge.expected == bill(7))
    #expect(charge.amount == 6)
  }
}
