import Synchronization
import TestSupport
import Testing

import Engine
import EngineTestSupport

@Suite(.timeLimit(.hang))
struct SchedulerTests {
  private let folder: TemporaryFolder
  private let toys: Toys

  init() throws {
    folder = TemporaryFolder()
    toys = try Toys(at: folder.workspacePath)
  }

  @Test(arguments: Place.allCases)
  func `steps run once, and again only when what they read has changed`(
    place: Place
  ) async throws {
    let toys = try Toys(at: folder.workspacePath, executors: place.executors)
    let source = folder.write("pairs", to: "pairs.csv")
    func steps(epochs: Int) -> [ToyStep] {
      [
        ToyStep("generate", files: [InputFile(name: "pairs.csv", path: source)]),
        ToyStep("tune", reads: ["generate"], ["epochs": .int(epochs)]),
        ToyStep("report", reads: ["tune"]),
      ]
    }
    #expect(
      try await toys.run(steps(epochs: 10)) == [
        "generate started: never made", "generate built",
        "tune started: never made", "tune built",
        "report started: never made", "report built",
      ]
    )
    #expect(
      try await toys.run(steps(epochs: 10)) == ["generate reused", "tune reused", "report reused"]
    )
    #expect(
      try await toys.run(steps(epochs: 20)) == [
        "generate reused",
        "tune started: 'epochs' changed from 10 to 20", "tune built",
        "report started: input 'out' changed", "report built",
      ]
    )
    try Files.write("other pairs", to: source)
    #expect(
      try await toys.run(steps(epochs: 20)).filter { $0.contains("started") } == [
        "generate started: file 'pairs.csv' changed",
        "tune started: input 'out' changed",
        "report started: input 'out' changed",
      ]
    )
    #expect(try toys.output(of: "report") == "<epochs=20;<[other pairs]>>")
  }

  @Test(arguments: Place.allCases)
  func `a step goes back to earlier outputs when its parameters do`(
    place: Place
  ) async throws {
    let toys = try Toys(at: folder.workspacePath, executors: place.executors)
    try await toys.run([ToyStep("a", ["x": .int(1)])])
    try await toys.run([ToyStep("a", ["x": .int(2)])])
    #expect(try await toys.run([ToyStep("a", ["x": .int(1)])]) == ["a reused"])
    #expect(
      try await toys.run([ToyStep("a", ["x": .int(3)])]).first
        == "a started: 'x' changed from 1 to 3"
    )
  }

  @Test func `an equal output upstream stops the rerun there`() async throws {
    func steps(_ note: String) -> [ToyStep] {
      let constant: ToyStep.Work = { (context) throws(StepFailure) in
        [try context.write(Array("same".utf8), to: "out")]
      }
      return [
        ToyStep("a", ["note": .string(note)], work: constant), ToyStep("b", reads: ["a"]),
      ]
    }
    try await toys.run(steps("one"))
    #expect(try toys.states(steps("two")).last == "b: depends on 'a'")
    #expect(
      try await toys.run(steps("two")) == [
        "a started: 'note' changed from 'one' to 'two'", "a built", "b reused",
      ]
    )
  }

  @Test(arguments: Place.allCases)
  func `a step with another name and the same key is reused`(
    place: Place
  ) async throws {
    let toys = try Toys(at: folder.workspacePath, executors: place.executors)
    try await toys.run([ToyStep("old name", ["x": .int(1)])])
    #expect(try await toys.run([ToyStep("new name", ["x": .int(1)])]) == ["new name reused"])
  }

  @Test(arguments: Place.allCases)
  func `two steps with one key run once, also at the same time`(
    place: Place
  ) async throws {
    let toys = try Toys(at: folder.workspacePath, executors: place.executors)
    let log = EventLog()
    let steps = [ToyStep("a", ["x": .int(1)]), ToyStep("b", ["x": .int(1)])]
    #expect(try toys.states(steps) == ["a: never made", "b: depends on 'a'"])
    let result = try await toys.run(steps, log, jobs: 2)
    #expect(log.started.count == 1)
    #expect(Set(result.steps.map(\.outcome)) == [.built, .reused])
  }

  @Test(arguments: Place.allCases)
  func `a reference is delivered and not part of the key`(
    place: Place
  ) async throws {
    let toys = try Toys(at: folder.workspacePath, executors: place.executors)
    func steps(_ remote: String) -> [ToyStep] {
      var tune = ToyStep("tune")
      tune.inputs = [StepInput("upload", "out", role: .reference)]
      return [ToyStep("upload", ["id": .string(remote)]), tune]
    }
    try await toys.run(steps("file-1"))
    #expect(try toys.output(of: "tune") == "<id='file-1'>")
    #expect(
      try toys.states(steps("file-2")) == [
        "upload: 'id' changed from 'file-1' to 'file-2'", "tune: made in run 1",
      ]
    )
    #expect(try await toys.run(steps("file-2")).contains("tune reused"))
  }

  @Test(arguments: Place.allCases)
  func `a failure skips all that need the step and nothing else`(
    place: Place
  ) async throws {
    let toys = try Toys(at: folder.workspacePath, executors: place.executors)
    let failing = [
      ToyDetails.Action.fail(StepFailure("tuning", .provider("no credit"), hint: "pay"))
    ]
    let steps = [
      ToyStep("a"), ToyStep("b", reads: ["a"], script: failing), ToyStep("c", reads: ["b"]),
      ToyStep("d", reads: ["c", "a"]), ToyStep("e", reads: ["a"], ["x": .int(1)]),
    ]
    #expect(
      try await toys.run(steps) == [
        "a started: never made", "a built",
        "b started: never made", "b failed: tuning: no credit",
        "c skipped: 'b' failed", "d skipped: 'b' failed",
        "e started: never made", "e built",
      ]
    )
  }

  @Test(arguments: Place.allCases)
  func `a run that is not to keep going starts nothing after a failure`(
    place: Place
  ) async throws {
    let toys = try Toys(at: folder.workspacePath, executors: place.executors)
    let failing = [ToyDetails.Action.fail(StepFailure("tuning", .data("no number", record: 7)))]
    let log = EventLog()
    let result = try await toys.run(
      [ToyStep("a", script: failing), ToyStep("b", reads: ["a"]), ToyStep("c", ["x": .int(1)])],
      log,
      keepGoing: false
    )
    #expect(
      result.steps.map(\.outcome) == [
        .failed(StepFailure("tuning", .data("no number", record: 7))),
        .skipped(.dependencyFailed("a")),
        .skipped(.stopped(after: "a")),
      ]
    )
    #expect(log.lines.contains("a failed: tuning: record 7: no number"))
  }

  @Test(arguments: [
    (jobs: 8, pool: 8, most: 6), (jobs: 2, pool: 8, most: 2), (jobs: 8, pool: 3, most: 3),
    (jobs: 8, pool: 1, most: 1),
  ])
  func `no more steps run at once than jobs and pools allow`(
    jobs: Int,
    pool: Int,
    most: Int
  ) async throws {
    let gauge = Gauge()
    let steps = (0..<6).map { number in
      ToyStep(StepID("s\(number)"), ["number": .int(number)]) { (_) throws(StepFailure) in
        gauge.enter()
        // Steps that are allowed wait for each other; those that are not get time to come too.
        for _ in 0..<5_000 where gauge.most < most {
          try? await Task.sleep(for: .milliseconds(2))
        }
        try? await Task.sleep(for: .milliseconds(20))
        gauge.leave()
        return []
      }
    }
    let result = try await toys.run(steps, EventLog(), jobs: jobs, pools: ["toys": pool])
    #expect(result.succeeded)
    #expect(gauge.most == most)
  }

  @Test func `a full pool delays neither what can be reused nor other pools`() async throws {
    try await toys.run([ToyStep("reusable", ["x": .int(1)], pool: "training")])
    let log = EventLog()
    let slow = ToyStep("slow", pool: "training") { (_) throws(StepFailure) in
      try await wait(until: { log.lines.contains("after built") })
      return []
    }
    let steps = [
      slow, ToyStep("reusable", ["x": .int(1)], pool: "training"),
      ToyStep("after", reads: ["reusable"], pool: "evaluation"),
    ]
    let result = try await toys.run(steps, log, jobs: 2, pools: ["training": 1])
    #expect(result.steps.map(\.outcome) == [.built, .reused, .built])
  }

  @Test func `cancelling ends running steps, starts no others and keeps what is done`()
    async throws
  {
    let log = EventLog()
    let waiting: ToyStep.Work = { (context) throws(StepFailure) in
      context.report(StepProgress(fraction: 0.5, detail: "waiting"))
      do {
        try await Task.sleep(for: .seconds(600))
      } catch {
        throw StepFailure("waiting for the job", .unreachable("connection closed"))
      }
      return []
    }
    let steps = [
      ToyStep("a"), ToyStep("b", reads: ["a"], work: waiting), ToyStep("c", reads: ["b"]),
    ]
    let result = try await withThrowingTaskGroup(of: RunResult?.self) { group in
      group.addTask { try await toys.run(steps, log) }
      group.addTask {
        try await wait(until: { log.lines.contains("b waiting") })
        return nil
      }
      var result: RunResult?
      while let ended = try await group.next() {
        result = ended ?? result
        group.cancelAll()
      }
      return try #require(result)
    }
    #expect(result.wasInterrupted)
    #expect(
      result.steps.map(\.outcome) == [.built, .skipped(.interrupted), .skipped(.interrupted)]
    )
    #expect(try toys.workspace.runs().first?.outcome == .interrupted)
    #expect(try await toys.run([ToyStep("a")]) == ["a reused"])
  }

  @Test func `a reused step tells what making it took`() async throws {
    let step = ToyStep("a") { (_) throws(StepFailure) in
      try? await Task.sleep(for: .milliseconds(5))
      return []
    }
    let first = try #require(try await toys.run([step], EventLog()).steps.first)
    let second = try #require(try await toys.run([step], EventLog()).steps.first)
    #expect(first.seconds > 0)
    #expect(first.buildSeconds == first.seconds)
    #expect(first.reason == .neverMade)
    #expect(second.seconds == 0)
    #expect(second.buildSeconds == first.seconds)
    #expect(second.reason == nil)
    #expect(second.key == first.key)
  }

  @Test func `every step is told to end once, with its result, between start and end of the run`()
    async throws
  {
    let log = EventLog()
    let failing: ToyStep.Work = { (_) throws(StepFailure) in throw StepFailure("x", .cancelled) }
    let steps = [
      ToyStep("a"), ToyStep("b", reads: ["a"], work: failing), ToyStep("c", reads: ["b"]),
      ToyStep("d", reads: ["a"], ["x": .int(1)]),
    ]
    try await toys.run(steps, log, jobs: 3)
    #expect(log.lines.first == "run 1: 4 steps")
    #expect(log.lines.last == "run ended: failed")
    #expect(log.ended.sorted() == ["a", "b", "c", "d"])
  }

  @Test func `an empty plan is a run that succeeds`() async throws {
    let result = try await toys.run([], EventLog())
    #expect(result.succeeded)
    #expect(result.steps.isEmpty)
  }

  @Test(arguments: Place.allCases)
  func `a file that cannot be read fails its step alone`(
    place: Place
  ) async throws {
    let toys = try Toys(at: folder.workspacePath, executors: place.executors)
    let missing = InputFile(name: "pairs.csv", path: "\(folder.path)/pairs.csv")
    let steps = [ToyStep("a", files: [missing]), ToyStep("b")]
    let sentence = "cannot read '\(missing.path)': No such file or directory"
    #expect(try toys.states(steps).first == "a: file 'pairs.csv': \(sentence)")
    let lines = try await toys.run(steps)
    #expect(lines.contains("a failed: reading 'pairs.csv': \(sentence)"))
    #expect(lines.last == "b built")
  }

  @Test func `a file that changes while its step runs makes no record`() async throws {
    let path = folder.write("before", to: "pairs.csv")
    let steps = [
      ToyStep("a", files: [InputFile(name: "pairs.csv", path: path)]) {
        (context) throws(StepFailure) in
        try? Files.write("after", to: path)
        return [try context.write([], to: "out")]
      }
    ]
    #expect(
      try await toys.run(steps).last
        == "a failed: reading 'pairs.csv': the file changed while the step ran"
    )
    #expect(try toys.states(steps) == ["a: never made"])
  }

  @Test func `an input that its step did not make fails the reader`() async throws {
    let steps = [
      ToyStep("a") { (_) throws(StepFailure) in [] }, ToyStep("b", reads: ["a"]),
    ]
    #expect(
      try await toys.run(steps).last
        == "b failed: reading 'out': step 'a' has ended without making it"
    )
  }
}

/// Counts how many are inside at once.
private final class Gauge: Sendable {
  private let state = Mutex((inside: 0, most: 0))

  var most: Int { state.withLock { $0.most } }

  func enter() {
    state.withLock {
      $0.inside += 1
      $0.most = max($0.most, $0.inside)
    }
  }

  func leave() { state.withLock { $0.inside -= 1 } }
}
