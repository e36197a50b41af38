import Engine
import EngineTestSupport
import Foundation
import TestSupport
import Testing

/// Processes that are killed, and what the next run makes of what they leave.
@Suite(.timeLimit(.hang))
struct CrashTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = TemporaryFolder()
  }

  /// Three steps of which the second kills the process when a file says so.
  private static func steps(killingWhileRunning: Bool) -> [ToyStep] {
    let second: ToyStep.Work = { (context) throws(StepFailure) in
      let name = try context.write(Array("second".utf8), to: "out")
      if killingWhileRunning { kill(getpid(), SIGKILL) }
      return [name]
    }
    return [
      ToyStep("first", ["x": .int(1)]), ToyStep("second", reads: ["first"], work: second),
      ToyStep("third", reads: ["second"]),
    ]
  }

  @Test func `a kill inside a step keeps what was finished and loses the rest`() async throws {
    let path = folder.workspacePath
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      try await Toys(at: path).run(CrashTests.steps(killingWhileRunning: true))
    }
    #expect(try Files.names(in: "\(path)/tmp") == ["run-1"])
    #expect(try Files.read("\(path)/tmp/run-1/1/out") == "second")
    let toys = try Toys(at: path)
    let past = try #require(try toys.workspace.runs().first)
    #expect(past.ended == nil)
    #expect(past.outcome == nil)
    #expect(try toys.workspace.steps(of: past.id).map(\.step) == ["first"])
    #expect(
      try await toys.run(Self.steps(killingWhileRunning: false)) == [
        "first reused", "second started: never made", "second built",
        "third started: never made", "third built",
      ]
    )
    #expect(try Files.names(in: "\(path)/tmp").isEmpty)
    #expect(
      try Files.names(in: "\(path)/locks").allSatisfy { ["open", "scratch"].contains($0) }
    )
  }

  // Events are told between the stages, so a kill there is a kill at a known point.
  @Test(arguments: [
    "run 1: 3 steps", "first started: never made", "first built", "second started: never made",
    "second built", "third built", "run ended: succeeded",
  ])
  func `a kill at any event leaves a workspace that ends with the same bytes`(
    event: String
  ) async throws {
    let path = folder.workspacePath
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, event = event as String] in
      let log = EventLog()
      let plan = try Plan.make(CrashTests.steps(killingWhileRunning: false))
      let configuration = RunConfiguration(
        jobs: 1,
        manifestName: "toys",
        manifestDigest: "none",
        manifestText: "",
        toolVersion: "1",
        executors: .inProcess(plan),
        now: { 0 },
        eventHandler: { told in
          log.add(told)
          if log.lines.last == event { kill(getpid(), SIGKILL) }
        }
      )
      _ = try await Scheduler.run(
        plan,
        in: try Workspace.open(at: path),
        configuration: configuration
      )
    }
    let toys = try Toys(at: path)
    let log = EventLog()
    let result = try await toys.run(Self.steps(killingWhileRunning: false), log)
    #expect(result.succeeded)
    let whole = TemporaryFolder()
    try await Toys(at: whole.workspacePath).run(Self.steps(killingWhileRunning: false))
    #expect(try contents(path) == contents(whole.workspacePath))
    // What was told to be built is not built again.
    if event == "second built" { #expect(log.started == ["third"]) }
    if event == "run ended: succeeded" { #expect(log.started.isEmpty) }
  }

  private func contents(_ workspace: String) throws -> [String: String] {
    let root = "\(workspace)/store-1"
    var contents: [String: String] = [:]
    for path in try Files.all(below: root) {
      contents[String(path.dropFirst(root.count))] = try Files.read(path)
    }
    return contents
  }

  @Test func `an object without a record is no harm`() async throws {
    let toys = try Toys(at: folder.workspacePath)
    try await toys.run([ToyStep("a")])
    let object = try toys.outputPath(of: "a")
    let database = "\(folder.workspacePath)/workspace.sqlite"
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: database + suffix)
    }
    let fresh = try Toys(at: folder.workspacePath)
    #expect(try await fresh.run([ToyStep("a")]) == ["a started: never made", "a built"])
    #expect(try fresh.outputPath(of: "a") == object)
  }

  @Test func `the scratch of a run that goes on is left alone`() async throws {
    let path = folder.workspacePath
    let outer = try Toys(at: path)
    let step = ToyStep("outer") { (context) throws(StepFailure) in
      let name = try context.write([1], to: "out")
      do {
        try await Toys(at: path).run([ToyStep("inner", ["x": .int(1)])])
      } catch {
        throw StepFailure("running inside", .storage("\(error)"))
      }
      return [name]
    }
    #expect(try await outer.run([step]).last == "outer built")
  }
}
