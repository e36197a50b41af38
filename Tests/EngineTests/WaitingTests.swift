import Engine
import TestSupport
import Testing

/// Runs that do not wait for work that goes on at a provider.
@Suite(.timeLimit(.minutes(2)))
struct WaitingTests {
  private let folder = TemporaryFolder()
  private var toys: Toys { get throws { try Toys(at: folder.path + "/workspace") } }

  /// A step that leaves its work at a provider where it is not to wait.
  private func remote(_ id: StepID = "tune", reads: [StepID] = []) -> ToyStep {
    var step = ToyStep(id, reads: reads) { (context) throws(StepFailure) in
      guard context.waitsForRemoteWork else {
        throw StepFailure("tuning", .waits(.remoteWork(id: "job-1")))
      }
      return [try context.write(Array("model".utf8), to: "out")]
    }
    step.remoteAccount = "lab"
    return step
  }

  @Test func `what needs work that goes on waits, and all else is done`() async throws {
    let steps = [
      ToyStep("data"), remote(reads: ["data"]), ToyStep("ask", reads: ["tune"]),
      ToyStep("other", ["x": .int(1)]), ToyStep("report", reads: ["ask", "other"]),
    ]
    let log = EventLog()
    let result = try await toys.run(steps, log, waits: false)
    #expect(
      result.steps.map(\.outcome) == [
        .built, .waiting(.remoteWork(id: "job-1")), .waiting(.dependency("tune")), .built,
        .waiting(.dependency("tune")),
      ]
    )
    #expect(result.isWaiting)
    #expect(!result.succeeded)
    let run = try #require(try toys.workspace.runs().first)
    #expect(try toys.workspace.status(of: run) == .waiting)
    #expect(
      try toys.workspace.steps(of: run.id)[2].reason == "'tune' is not done yet"
    )
    let later = try await toys.run(steps, EventLog())
    #expect(later.steps.map(\.outcome.name) == ["reused", "built", "built", "reused", "built"])
  }

  @Test func `a failure beside work that goes on is what the run is remembered by`() async throws {
    let failing = ToyStep("bad") { (_) throws(StepFailure) in
      throw StepFailure("asking", .provider("no"))
    }
    let result = try await toys.run([remote(), failing], EventLog(), waits: false)
    #expect(result.steps.map(\.outcome.name) == ["waiting", "failed"])
    #expect(!result.isWaiting)
    let run = try #require(try toys.workspace.runs().first)
    #expect(try toys.workspace.status(of: run) == .failed)
  }

  @Test func `a run that is not to wait does not wait for one that does`() async throws {
    let path = folder.path + "/workspace"
    let (first, second) = (try Toys(at: path), try Toys(at: path))
    let (holder, leaver) = (EventLog(), EventLog())
    var holding = ToyStep("tune") { (context) throws(StepFailure) in
      try await wait(until: { leaver.lines.contains("over") })
      return [try context.write(Array("model".utf8), to: "out")]
    }
    holding.remoteAccount = "lab"
    let step = holding
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { _ = try await first.run([step], holder) }
      try await wait(until: { !holder.started.isEmpty })
      let result = try await second.run([step], leaver, waits: false)
      #expect(result.steps.map(\.outcome) == [.waiting(.anotherRun)])
      leaver.add("over")
      try await group.waitForAll()
    }
    #expect(holder.lines.contains("tune built"))
  }

  @Test func `open work has an account, and ends when its result is fetched or given up`() throws {
    let workspace = try toys.workspace
    func journal(_ name: String) -> StepJournal {
      workspace.journal.entries(of: StepID(name), key: Digest(of: name.utf8), now: { 7 })
    }
    try journal("here").created(remoteID: "local-1")
    try journal("intended").intend(account: "lab")
    for name in ["created", "finished", "abandoned"] {
      try journal(name).created(remoteID: "job-\(name)", account: "lab")
    }
    try journal("finished").finished(account: "lab")
    try journal("abandoned").abandoned(because: "cancelled", account: "lab")
    #expect(try workspace.openWork().map(\.step) == ["intended", "created"])
  }

  @Test func `the right to change a key's work is one at a time`() throws {
    let workspace = try toys.workspace
    let key = Digest(of: "key".utf8)
    /// Takes the right, looks, and gives it back.
    func whileClaimed(_ body: () throws -> Void) throws -> Bool {
      guard let claim = try workspace.claim(key) else { return false }
      defer { withExtendedLifetime(claim) {} }
      try body()
      return true
    }
    let first = try whileClaimed {
      let second = try whileClaimed {}
      #expect(!second)
      #expect(try workspace.isBeingMade(key))
    }
    #expect(first)
    let afterwards = try whileClaimed {}
    #expect(afterwards)
  }
}
