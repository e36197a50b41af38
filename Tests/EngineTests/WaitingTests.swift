import Engine
import EngineTestSupport
import TestSupport
import Testing

/// Runs that do not wait for work that goes on at a provider.
@Suite(.timeLimit(.hang))
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

  @Test func `work that an earlier run began took what the provider says`() async throws {
    let collecting = ToyStep("tune") { (context) throws(StepFailure) in
      context.note(workSeconds: 1000)
      context.note(workSeconds: 7)
      return [try context.write(Array("model".utf8), to: "out")]
    }
    let step = try #require(try await toys.run([collecting], EventLog()).steps.first)
    #expect(step.buildSeconds == 1000)
    #expect(step.seconds < 1000)
    let record = try #require(try step.key.flatMap { try toys.workspace.record(of: $0.digest) })
    #expect(record.seconds == 1000)
  }

  @Test func `a run that is not to wait does not wait for one elsewhere`() async throws {
    let place = folder.write("", to: "cache/.here").replacing("/.here", with: "")
    // Two makers, as on two machines.
    let elsewhere = try FolderStore(at: place, isWritable: true)
    let here = SharedCache(try FolderStore(at: place, isWritable: true), mode: .readWrite)
    let step = remote()
    let log = EventLog()
    // Whoever makes it elsewhere shows so in the cache.
    let key = try #require(
      try Staleness.states(of: try Plan.make([step]), in: toys.workspace).first?.key
    )
    guard case .granted(let hold) = await elsewhere.lease(key.digest) else {
      Issue.record("no lease")
      return
    }
    let result = try await toys.run([step], log, waits: false, cache: here)
    #expect(result.steps.map(\.outcome) == [.waiting(.anotherRun)])
    await hold.end()
    let alone = try await toys.run([step], log, waits: false, cache: here)
    #expect(alone.steps.map(\.outcome) == [.waiting(.remoteWork(id: "job-1"))])
    // What is left goes on without a sign in the cache.
    let third = try await toys.run([step], log, waits: false, cache: here)
    #expect(third.steps.map(\.outcome) == [.waiting(.remoteWork(id: "job-1"))])
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
