import Engine
import EngineTestSupport
import Foundation
import TestSupport
import Testing

/// Steps that go on when their run ends, as in a cluster's queue.
@Suite(.timeLimit(.hang))
struct QueuedStepTests {
  private let folder = TemporaryFolder()

  private func toys() throws -> Toys {
    try Toys(at: folder.workspacePath, executors: Place.queue.executors)
  }

  /// A step that adds a line to `begun` and waits until `go` is there.
  private var step: ToyStep {
    ToyStep("tune", script: [.note("begun"), .wait(file: "\(folder.path)/go")])
  }

  private func entries() throws -> [JournalEntry] { try toys().workspace.journal.entries() }

  @Test func `a run that does not wait leaves its step going, and the next one attaches`()
    async throws
  {
    let left = try await toys().run([step], EventLog(), waits: false)
    let id = try #require(try entries().first?.remoteID)
    #expect(left.steps.map(\.outcome) == [.waiting(.remoteWork(id: id))])
    #expect(
      try toys().states([step]).first?.hasPrefix("tune: waits for '\(id)', begun before") == true
    )
    let again = try await toys().run([step], EventLog(), waits: false)
    #expect(again.steps.map(\.outcome) == [.waiting(.remoteWork(id: id))])
    folder.write("", to: "go")
    let lines = try await toys().run([step])
    #expect(lines.last == "tune built")
    #expect(try entries().map(\.remoteID) == [id])
    #expect(try entries().map(\.state) == [.finished])
    #expect(try Files.names(in: "\(folder.workspacePath)/steps").isEmpty)
    #expect(try await toys().run([step]) == ["tune reused"])
  }

  @Test func `a killed run's step is collected by the next, and is begun once`() async throws {
    let path = folder.workspacePath
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, go = "\(folder.path)/go" as String] in
      let log = EventLog()
      let toys = try Toys(at: path, executors: Place.queue.executors)
      let step = ToyStep("tune", script: [.note("begun"), .wait(file: go)])
      let run = Task { try await toys.run([step], log) }
      try await log.wait(for: "tune note: begun")
      kill(getpid(), SIGKILL)
      _ = try await run.value
    }
    folder.write("", to: "go")
    let lines = try await toys().run([step])
    #expect(lines.last == "tune built")
    #expect(try entries().count == 1)
  }

  @Test func `a step whose id nobody wrote down is found by its folder`() async throws {
    _ = try await toys().run([step], EventLog(), waits: false)
    // As after a kill between the submission and the note of its id.
    let key = try #require(try entries().first?.key)
    let workspace = try toys().workspace
    let journal = workspace.journal.entries(of: "tune", key: key, now: { 7 })
    let id = try #require(try entries().first?.remoteID)
    try journal.abandoned(because: "forgotten", account: "queue")
    try journal.intend(account: "queue")
    folder.write("", to: "go")
    #expect(try await toys().run([step]).last == "tune built")
    #expect(try entries().last?.remoteID == id)
  }

  @Test func `a step that the queue has lost is begun anew`() async throws {
    _ = try await toys().run([step], EventLog(), waits: false)
    let id = try #require(try entries().first?.remoteID)
    kill(try #require(Int32(id.dropFirst("process-".count))), SIGKILL)
    folder.write("", to: "go")
    #expect(try await toys().run([step]).last == "tune built")
    #expect(try entries().map(\.state) == [.abandoned, .finished])
  }

  @Test func `a failed step may be begun again`() async throws {
    let failing = ToyStep("tune", script: [.fail(StepFailure("tuning", .provider("no memory")))])
    let lines = try await toys().run([failing])
    #expect(lines.last == "tune failed: tuning: no memory")
    #expect(try entries().map(\.state) == [.abandoned])
    #expect(try await toys().run([failing]).last == "tune failed: tuning: no memory")
  }

  @Test func `what a killed run had not recorded is kept and collected`() async throws {
    folder.write("", to: "go")
    let path = folder.workspacePath
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, go = "\(folder.path)/go" as String] in
      // The database's last note before the result is recorded: that the step has finished.
      let toys = try Toys(at: path, executors: Place.queue.executors)
      let step = ToyStep("tune", script: [.note("begun"), .wait(file: go)])
      let run = Task { try await toys.run([step], EventLog()) }
      while try toys.workspace.journal.entries().first?.state != .finished { usleep(100) }
      kill(getpid(), SIGKILL)
      _ = try await run.value
    }
    #expect(
      try await toys().run([step]).last.map { $0 == "tune built" || $0 == "tune reused" } == true
    )
    #expect(try entries().count == 1)
  }

  @Test func `no garbage is collected while a step in a queue may read it`() async throws {
    _ = try await toys().run([step], EventLog(), waits: false)
    #expect(try toys().workspace.collectGarbage(keeping: CacheRoots()) == nil)
    folder.write("", to: "go")
    _ = try await toys().run([step])
    #expect(try toys().workspace.collectGarbage(keeping: CacheRoots()) != nil)
  }
}
