import Engine
import EngineTestSupport
import Synchronization
import TestSupport
import Testing

/// What is asked of a run beyond making what is stale, and that the plan says the same.
@Suite(.timeLimit(.hang))
struct DirectiveTests {
  private let folder: TemporaryFolder
  private let toys: Toys

  init() throws {
    folder = TemporaryFolder()
    toys = try Toys(at: folder.workspacePath)
  }

  /// `a` is read by `b`, which is read by `c`; `b` always writes the same.
  private func chain(_ x: Int = 1) -> [ToyStep] {
    [
      ToyStep("a", ["x": .int(x)]),
      ToyStep("b", reads: ["a"]) { (context) throws(StepFailure) in
        [try context.write(Array("same".utf8), to: "out")]
      },
      ToyStep("c", reads: ["b"]),
    ]
  }

  private func failing() -> ToyStep.Work {
    { (_) throws(StepFailure) in throw StepFailure("uploading", .provider("no credit")) }
  }

  @Test func `a forced step runs, and what comes after it only where something changed`()
    async throws
  {
    try await toys.run(chain())
    let log = EventLog()
    #expect(
      try toys.states(chain(), asking: { $0.forcing(["b"]) }) == [
        "a: made in run 1", "b: forced by --force", "c: depends on 'b'",
      ]
    )
    let result = try await toys.run(chain(), log, asking: { $0.forcing(["b"]) })
    #expect(log.started == ["b"])
    #expect(result.steps.map(\.outcome) == [.reused, .built, .reused])
    #expect(log.lines.contains("b started: forced by --force"))
  }

  @Test func `a forced step whose inputs are open is known to run`() async throws {
    try await toys.run(chain())
    let forcing: (Plan) -> Plan = { $0.forcing(["a", "b"]) }
    #expect(
      try toys.states(chain(), asking: forcing) == [
        "a: forced by --force", "b: forced by --force", "c: depends on 'b'",
      ]
    )
    let log = EventLog()
    try await toys.run(chain(), log, asking: forcing)
    #expect(log.started == ["a", "b"])
  }

  @Test func `a forced step that is stale anyway says why`() async throws {
    try await toys.run(chain())
    #expect(
      try toys.states(chain(2), asking: { $0.forcing(["a"]) }).first == "a: 'x' changed from 1 to 2"
    )
  }

  @Test(arguments: [1, 4])
  func `forced steps that do the same work do it once`(jobs: Int) async throws {
    let steps = [
      ToyStep("a", ["x": .int(1)]), ToyStep("b", ["x": .int(1)]),
      ToyStep("after-a", reads: ["a"]), ToyStep("after-b", reads: ["b"]),
    ]
    try await toys.run(steps)
    let forcing: (Plan) -> Plan = { $0.forcing(["b", "after-b"]) }
    #expect(
      try toys.states(steps, asking: forcing) == [
        "a: forced by --force", "b: depends on 'a'",
        "after-a: forced by --force", "after-b: depends on 'after-a'",
      ]
    )
    let log = EventLog()
    let result = try await toys.run(steps, log, jobs: jobs, asking: forcing)
    #expect(log.started == ["a", "after-a"])
    #expect(result.steps.map(\.outcome) == [.built, .reused, .built, .reused])
  }

  @Test func `what a step alone needs and does not have is named`() async throws {
    try await toys.run(chain())
    let plan = try Plan.make(chain(2)).only(["c"])
    let states = try Staleness.states(of: plan, in: toys.workspace)
    #expect(plan.missing(states).map(\.id) == ["a", "b"])
    let done = try Plan.make(chain()).only(["c"])
    #expect(done.missing(try Staleness.states(of: done, in: toys.workspace)).isEmpty)
  }

  @Test func `what a reusable step reads by reference need not be there`() async throws {
    func steps(_ remote: Int) -> [ToyStep] {
      var tune = ToyStep("tune")
      tune.inputs = [StepInput("upload", "out", role: .reference)]
      return [ToyStep("upload", ["id": .int(remote)]), tune, ToyStep("ask", reads: ["tune"])]
    }
    try await toys.run(steps(1))
    let plan = try Plan.make(steps(2)).from(["tune"])
    let states = try Staleness.states(of: plan, in: toys.workspace)
    #expect(plan.missing(states).isEmpty)
    #expect(plan.narrowed(by: states).steps.map(\.id) == ["tune", "ask"])
    let forced = plan.forcing(["tune"])
    let found = try Staleness.states(of: forced, in: toys.workspace)
    #expect(forced.missing(found).map(\.id) == ["upload"])
  }

  @Test func `a step that is to be read only is never made`() async throws {
    try await toys.run(chain())
    let log = EventLog()
    let result = try await toys.run(chain(2), log, asking: { $0.only(["c"]) })
    #expect(log.started.isEmpty)
    guard case .failed(let failure)? = result.steps.first?.outcome else {
      Issue.record("\(result.steps)")
      return
    }
    #expect(
      failure.description
        == "reusing earlier outputs: 'x' changed from 1 to 2, and this run was not asked to make them"
    )
    #expect(result.steps.dropFirst().allSatisfy { $0.outcome == .skipped(.dependencyFailed("a")) })
  }

  @Test func `a step alone is made where its inputs are there`() async throws {
    try await toys.run(Array(chain().prefix(2)))
    let log = EventLog()
    let result = try await toys.run(chain(), log, asking: { $0.only(["c"]) })
    #expect(result.succeeded)
    #expect(log.started == ["c"])
  }

  @Test func `a failed step keeps its old outputs when it was forced`() async throws {
    try await toys.run(chain())
    let old = try toys.output(of: "a")
    var steps = chain()
    steps[0].work = failing()
    let result = try await toys.run(steps, EventLog(), asking: { $0.forcing(["a"]) })
    #expect(
      result.steps.map(\.outcome.name) == ["failed", "skipped", "skipped"]
    )
    #expect(try toys.output(of: "a") == old)
    #expect(try toys.states(chain()).allSatisfy { $0.hasSuffix("made in run 1") })
  }

  @Test func `a step is reused although what it reads by reference cannot be made`() async throws {
    func steps(_ remote: Int, _ x: Int = 0, failing: Bool = false) -> [ToyStep] {
      var tune = ToyStep("tune", ["x": .int(x)])
      tune.inputs = [StepInput("upload", "out", role: .reference)]
      return [
        ToyStep("upload", ["id": .int(remote)], work: failing ? self.failing() : nil), tune,
        ToyStep("ask", reads: ["tune"]),
      ]
    }
    try await toys.run(steps(1))
    let reusing = try await toys.run(steps(2, failing: true), EventLog())
    #expect(reusing.steps.map(\.outcome.name) == ["failed", "reused", "reused"])
    let making = try await toys.run(steps(2, 1, failing: true), EventLog())
    #expect(
      making.steps.dropFirst().allSatisfy { $0.outcome == .skipped(.dependencyFailed("upload")) }
    )
  }

  // Both steps write one content. The first puts it back, and the second runs all the same, since
  // the plan said so; otherwise it would be chance which of the two runs.
  @Test(arguments: [1, 4])
  func `a content that another step puts back changes nothing in what runs`(jobs: Int) async throws
  {
    let same: ToyStep.Work = { (context) throws(StepFailure) in
      [try context.write(Array("same".utf8), to: "out")]
    }
    let steps = (0..<6).map { ToyStep(StepID("s\($0)"), ["x": .int($0)], work: same) }
    try await toys.run(steps)
    try Files.damage(try toys.outputPath(of: "s0"), with: "other")
    #expect(try toys.states(steps).allSatisfy { $0.hasSuffix("artifact 'out' is damaged") })
    let log = EventLog()
    #expect(try await toys.run(steps, log, jobs: jobs).succeeded)
    #expect(log.started.sorted() == steps.map(\.id.rawValue))
  }

  @Test(arguments: [1, 4])
  func `of steps with one key the first in the plan runs`(jobs: Int) async throws {
    let steps = (0..<8).map { ToyStep(StepID("s\($0)"), ["x": .int($0 % 2)]) }
    let log = EventLog()
    #expect(try await toys.run(steps, log, jobs: jobs).succeeded)
    #expect(log.started.sorted() == ["s0", "s1"])
  }

  @Test func `a step waits for the first with its key, and runs where that one failed`()
    async throws
  {
    let isFirst = Mutex(true)
    let steps = ["a", "b"].map { name in
      ToyStep(StepID(name), ["x": .int(1)]) { (context) throws(StepFailure) in
        let fails = isFirst.withLock { isFirst in
          defer { isFirst = false }
          return isFirst
        }
        if fails { throw StepFailure("making", .provider("busy")) }
        return [try context.write([1], to: "out")]
      }
    }
    let result = try await toys.run(steps, EventLog(), jobs: 4)
    #expect(result.steps.map(\.outcome.name) == ["failed", "built"])
  }

  /// A step that begins a job, or finds one, and then does what the test says.
  private func paid(ends: Bool = true) -> ToyStep {
    var step = ToyStep("tune") { (context) throws(StepFailure) in
      let entry = try context.journal.pending(account: "us")
      if entry?.remoteID == nil {
        try context.journal.intend(account: "us")
        try context.journal.created(remoteID: "job-1", account: "us")
        context.note("created")
      }
      guard ends else { throw StepFailure("waiting", .unreachable("no route")) }
      try context.journal.finished(account: "us")
      return [try context.write([1], to: "out")]
    }
    step.remoteAccount = "us"
    return step
  }

  @Test func `work that goes on at a provider is attached to`() async throws {
    #expect(try toys.states([paid()]) == ["tune: never made"])
    try await toys.run([paid(ends: false)])
    #expect(try toys.states([paid()]) == ["tune: waits for 'job-1', begun before; never made"])
    var other = paid()
    other.remoteAccount = "them"
    #expect(try toys.states([other]) == ["tune: never made"])
    #expect(
      try await toys.run([paid()]) == ["tune started: never made", "tune built"]
    )
  }

  @Test func `work that has ended is fetched once more where its outputs were lost`() async throws {
    try await toys.run([paid()])
    try Files.damage(try toys.outputPath(of: "tune"), with: "other")
    #expect(
      try toys.states([paid()]) == [
        "tune: fetches the result of 'job-1', begun before; artifact 'out' is damaged"
      ]
    )
    #expect(try await toys.run([paid()]).contains("tune note: created") == false)
  }

  @Test func `forced work begins anew at its provider`() async throws {
    try await toys.run([paid()])
    let forcing: (Plan) -> Plan = { $0.forcing(["tune"]) }
    #expect(try toys.states([paid()], asking: forcing) == ["tune: forced by --force"])
    let log = EventLog()
    try await toys.run([paid()], log, asking: forcing)
    #expect(log.lines.contains("tune note: created"))
    #expect(
      try toys.workspace.journal.entries().map(\.state) == [.abandoned, .finished]
    )
    // Interrupted before its end, it goes on in place of beginning a third time.
    try await toys.run([paid(ends: false)], EventLog(), asking: forcing)
    #expect(
      try toys.states([paid()], asking: forcing) == [
        "tune: waits for 'job-1', begun before; forced by --force"
      ]
    )
    let again = EventLog()
    try await toys.run([paid()], again, asking: forcing)
    #expect(!again.lines.contains("tune note: created"))
  }
}
