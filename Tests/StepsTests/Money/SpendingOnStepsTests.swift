import Engine
import Providers
import Synchronization
import Testing

@testable import Steps

/// What fine-tunes and evaluations write down of what they cost.
struct SpendingOnStepsTests {
  private static let tuning = StepID("fine-tune/small/seed-0")

  private static let price = ModelPrice(
    model: "small",
    training: 1000,
    input: 100,
    output: 200,
    baseInput: 10,
    baseOutput: 10,
    currency: "USD",
    date: "today",
    source: "a test"
  )

  private let folder: ExperimentFolder

  init() throws {
    folder = try ExperimentFolder()
    folder.provider.price.withLock { $0 = .priced(Self.price) }
  }

  private func charges(of result: RunResult) throws -> [Charge] {
    try folder.workspace().charges(of: Set(result.steps.compactMap { $0.key?.digest }))
  }

  private func amounts(_ charges: [Charge]) -> [String: Double?] {
    Dictionary(charges.map { ($0.step.rawValue, $0.amount) }) { first, _ in first }
  }

  private func expected(_ step: StepID, set overrides: [String] = []) throws -> Bill? {
    try #require(folder.plan(set: overrides).plan?.steps.first { $0.id == step }).expectedBill
  }

  @Test func `a bill has the tokens of each kind of work`() throws {
    let training = try #require(try expected(Self.tuning))
    #expect(training.lines.map(\.name) == ["training"])
    #expect(training.lines.first?.times == 10)
    #expect(training.lines.first?.pricePerMillion == 1000)
    let evaluation = try #require(try expected("evaluate/small/seed-0/unrealized"))
    #expect(evaluation.lines.map(\.name) == ["input", "output", "base input"])
    #expect(evaluation.lines.map(\.pricePerMillion) == [100, 200, 10])
    let exact = try #require(
      try expected(
        "evaluate/small/seed-0/unrealized",
        set: ["evaluate.metrics=[exact-match]", "evaluate.base-model=false"]
      )
    )
    #expect(exact.lines.map(\.name) == ["input", "output"])
    let input = try #require(exact.lines.first?.quantity)
    #expect(try #require(evaluation.lines.first?.quantity) > 2 * input)
    // Uploading and making data costs nothing.
    #expect(try expected("upload/train") == nil)
  }

  @Test func `the manifest's price goes before the provider's, and nothing is free by omission`()
    throws
  {
    let prices = "prices=[{ model: small, training: 5, input: 6, output: 7, currency: EUR }]"
    let bill = try #require(try expected(Self.tuning, set: [prices]))
    #expect(bill.lines.map(\.pricePerMillion) == [5])
    #expect(bill.currency == "EUR")
    // The untuned model's price is not among them.
    let evaluation = try #require(
      try expected("evaluate/small/seed-0/unrealized", set: [prices])
    )
    #expect(evaluation.amount == nil)
    folder.provider.price.withLock { $0 = .unknown }
    #expect(try #require(try expected(Self.tuning)).amount == nil)
    folder.provider.price.withLock { $0 = .free }
    #expect(try expected(Self.tuning) == nil)
  }

  @Test func `what the service told is written down beside what was expected`() async throws {
    folder.provider.trainedTokens.withLock { $0 = 2000 }
    folder.provider.usage.withLock { $0 = TokenUsage(input: 50, output: 5) }
    let charges = try charges(of: try await folder.run())
    #expect(charges.map(\.state) == [.closed, .closed, .closed])
    let tuning = try #require(charges.first { $0.step == Self.tuning })
    #expect(tuning.billed?.amount == 2)
    #expect(tuning.expected.amount != 2)
    // One answer of completions and one of scores of the tuned model, one of the untuned one.
    let evaluation = try #require(charges.first { $0.step.rawValue.hasSuffix("/realized") })
    #expect(evaluation.billed?.lines.map(\.total) == [100, 10, 55])
    #expect(try await folder.run().steps.allSatisfy { $0.outcome == .reused })
  }

  @Test func `where the service tells nothing, what was expected counts`() async throws {
    let charges = try charges(of: try await folder.run())
    #expect(charges.allSatisfy { $0.billed == nil && $0.amount == $0.expected.amount })
    #expect(charges.count == 3)
  }

  @Test func `no job is created that would pass the budget, and the message says what to do`()
    async throws
  {
    let result = try await folder.run(spendingLimit: 0.5)
    guard case .failed(let failure)? = result.steps.first(where: { $0.id == Self.tuning })?.outcome
    else {
      Issue.record("not refused")
      return
    }
    guard case .budget(let sentence) = failure.cause else {
      Issue.record("\(failure)")
      return
    }
    #expect(sentence.contains("the budget of 0.50 USD"))
    #expect(failure.hint?.contains("--budget") == true)
    #expect(folder.provider.log.withLock(\.created).isEmpty)
    #expect(try folder.workspace().journal.entries().isEmpty)
    // With more money it goes on.
    #expect(try await folder.run(spendingLimit: 100).succeeded)
  }

  @Test func `a run stops before the job that would pass the budget by what was really billed`()
    async throws
  {
    // The first job is billed for some times what was estimated.
    folder.provider.trainedTokens.withLock { $0 = 15_000 }
    let seeds = ["fine-tune.seeds=[0, 1]"]
    let result = try await folder.run(set: seeds, jobs: 1, spendingLimit: 17)
    #expect(folder.provider.log.withLock(\.created).count == 1)
    let ends = Dictionary(uniqueKeysWithValues: result.steps.map { ($0.id.rawValue, $0.outcome) })
    #expect(ends["fine-tune/small/seed-0"] == .built)
    guard case .failed(let failure)? = ends["fine-tune/small/seed-1"],
      case .budget(let sentence) = failure.cause
    else {
      Issue.record("\(String(describing: ends["fine-tune/small/seed-1"]))")
      return
    }
    #expect(sentence.contains("15.13 USD of the budget of 17.00 USD is spent or promised"))
    // A later run begins with what was billed before.
    _ = try await folder.run(set: seeds, jobs: 1, spendingLimit: 18)
    #expect(folder.provider.log.withLock(\.created).count == 1)
    #expect(try await folder.run(set: seeds, jobs: 1, spendingLimit: 1e5).succeeded)
    #expect(folder.provider.log.withLock(\.created).count == 2)
  }

  @Test(arguments: [-1, 0, .min, 100_000_000_000_000_000, .max])
  func `a bill that cannot be is none, is told, and the estimate stands`(tokens: Int) async throws {
    folder.provider.trainedTokens.withLock { $0 = tokens }
    let (result, events) = try await folder.runTold()
    let tuning = try #require(try charges(of: result).first { $0.step == Self.tuning })
    #expect(tuning.state == .closed && tuning.billed == nil)
    #expect(tuning.amount == tuning.expected.amount)
    let warnings = events.compactMap {
      if case .warning(let sentence) = $0.kind { sentence } else { nil }
    }
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("tokens, which cannot be") == true)
    let card = try folder.text(of: "model.json", Self.tuning, in: result)
    #expect(!card.contains("trained_tokens"))
  }

  @Test func `where only questions were asked, nothing is paid`() async throws {
    folder.provider.lookFailures.withLock {
      $0 = [.unreachable(address: "test", problem: "no route")]
    }
    let result = try await folder.run()
    #expect(try charges(of: result).map(\.state) == [.void])
    #expect(try folder.workspace().journal.entries().isEmpty)
  }

  @Test func `a job whose answer was lost is paid for once`() async throws {
    folder.provider.creationFailures.withLock {
      $0 = [.unreachable(address: "test", problem: "connection reset")]
    }
    let first = try await folder.run()
    #expect(try charges(of: first).map(\.state) == [.open])
    folder.provider.trainedTokens.withLock { $0 = 2000 }
    let second = try await folder.run()
    let tuning = try charges(of: second).filter { $0.step == Self.tuning }
    #expect(tuning.map(\.state) == [.closed])
    #expect(tuning.map(\.run) == [first.run])
    #expect(tuning.map(\.amount) == [2])
  }

  @Test func `what a job that failed cost stays counted, and what was refused was not paid`()
    async throws
  {
    folder.provider.waitingFailures.withLock { $0 = [.jobFailed("out of luck")] }
    let failed = try charges(of: try await folder.run())
    #expect(failed.map(\.state) == [.closed])
    #expect((failed.first?.amount ?? 0) > 0)
    let other = try ExperimentFolder()
    other.provider.price.withLock { $0 = .priced(Self.price) }
    other.provider.creationFailures.withLock { $0 = [.rejected("no such model")] }
    let refused = try await other.run()
    let keys = Set(refused.steps.compactMap { $0.key?.digest })
    #expect(try other.workspace().charges(of: keys).map(\.state) == [.void])
  }

  @Test func `prices and budget are in no step's key`() async throws {
    #expect(try await folder.run().succeeded)
    let again = try await folder.run(
      set: ["prices=[{ model: small, training: 5, input: 6, output: 7 }]", "budget=9"]
    )
    #expect(again.steps.allSatisfy { $0.outcome == .reused })
  }
}
