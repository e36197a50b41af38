import Engine
import EngineTestSupport
import Foundation
import GRDB
import TestSupport
import Testing

/// What the workspace tells of runs, and how it forgets them.
@Suite(.timeLimit(.hang))
struct RunHistoryTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.workspacePath }

  private static let provenance = RunProvenance(
    manifestPath: "experiments/a.yaml",
    command: ["manifest-run", "experiments/a.yaml", "--set", "x=\"y\""],
    machine: RunProvenance.Machine(
      host: "here",
      processor: nil,
      cores: 2,
      memory: 1 << 34,
      system: "Linux"
    )
  )

  private func run(_ steps: [ToyStep], from provenance: RunProvenance? = nil) async throws -> RunID
  {
    let plan = try Plan.make(steps)
    let configuration = RunConfiguration(
      jobs: 1,
      manifestName: "toys",
      manifestDigest: "none",
      manifestText: "",
      toolVersion: "1",
      provenance: provenance,
      executors: .inProcess(plan),
      now: { 5 }
    )
    let workspace = try Workspace.open(at: path)
    return try await Scheduler.run(
      plan,
      in: workspace,
      configuration: configuration
    ).run
  }

  @Test func `a run remembers where it comes from`() async throws {
    let first = try await run([ToyStep("a")], from: Self.provenance)
    let second = try await run([ToyStep("a")])
    let workspace = try Workspace.open(at: path)
    #expect(try workspace.provenance(of: first) == Self.provenance)
    #expect(try workspace.provenance(of: second) == nil)
    let repository = RunProvenance.Repository(
      commit: "c0ffee",
      branch: "main",
      changed: 1,
      untracked: 0
    )
    try workspace.note(repository, of: first)
    #expect(try workspace.provenance(of: first)?.repository == repository)
    #expect(repository.isClean == false)
    #expect(RunProvenance.Repository(problem: "no repository").isClean == nil)
  }

  @Test func `a run is running while its owner lives, and then what it came to`() async throws {
    let path = path
    let step = ToyStep("a") { (context) throws(StepFailure) in
      do {
        let other = try Workspace.openReadOnly(at: path)
        let run = try #require(try other.runs().first)
        #expect(try other.status(of: run) == .running)
        #expect(try other.openRuns() == [run])
        #expect(try other.isBeingMade(context.key.digest))
      } catch {
        throw StepFailure("looking", .storage("\(error)"))
      }
      return [try context.write([1], to: "out")]
    }
    _ = try await run([step])
    let workspace = try Workspace.openReadOnly(at: path)
    let past = try #require(try workspace.runs().first)
    #expect(try workspace.status(of: past) == .done)
    #expect(try workspace.openRuns().isEmpty)
    let key = try #require(try workspace.steps(of: past.id).first?.key)
    #expect(try !workspace.isBeingMade(key))
  }

  @Test func `a run whose owner was killed is killed`() async throws {
    let path = path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      try await Toys(at: path).run([
        ToyStep("a") { (_) throws(StepFailure) in
          kill(getpid(), SIGKILL)
          return []
        }
      ])
    }
    let workspace = try Workspace.openReadOnly(at: path)
    let past = try #require(try workspace.runs().first)
    #expect(try workspace.status(of: past) == .killed)
    // The next run removes what the killed one left, which changes nothing about how it ended.
    try await Toys(at: path).run([ToyStep("b")])
    #expect(try workspace.status(of: past) == .killed)
  }

  @Test func `a run that ends between two looks was never killed`() async throws {
    _ = try await run([ToyStep("a")])
    let workspace = try Workspace.openReadOnly(at: path)
    var seen = try #require(try workspace.runs().first)
    (seen.ended, seen.outcome) = (nil, nil)
    #expect(try workspace.status(of: seen) == .done)
  }

  @Test func `a removed run is forgotten and what it made is reused`() async throws {
    let made = try await run([ToyStep("a", ["x": .int(1)])], from: Self.provenance)
    let reused = try await run([ToyStep("a", ["x": .int(1)])])
    let workspace = try Workspace.open(at: path)
    _ = try workspace.runFolder(made)
    try workspace.remove([made, reused])
    #expect(try workspace.runs().isEmpty)
    #expect(try workspace.run(made) == nil)
    #expect(try workspace.openRuns().isEmpty)
    #expect(try workspace.steps(of: made).isEmpty)
    #expect(try workspace.provenance(of: made) == nil)
    #expect(!Files.exists(workspace.pathOfRunFolder(made)))
    let toys = try Toys(at: path)
    #expect(try toys.states([ToyStep("a", ["x": .int(1)])]) == ["a: made in run 1"])
    // Why a step is stale is known by what was made, without the history too.
    #expect(try toys.states([ToyStep("a", ["x": .int(2)])]) == ["a: 'x' changed from 1 to 2"])
    let next = try await run([ToyStep("a", ["x": .int(1)])])
    #expect(next == RunID(rawValue: 3))
    try workspace.remove([made])
    #expect(try workspace.runs().map(\.id) == [next])
  }

  @Test func `a new run has a folder of its own`() throws {
    let workspace = try Workspace.open(at: path)
    let run = RunID(rawValue: 1)
    try Files.write("old", to: "\(try workspace.runFolder(run))/report.json")
    #expect(try Files.names(in: try workspace.newRunFolder(run)).isEmpty)
  }

  @Test func `a workspace that cannot be written is read`() async throws {
    for _ in 0..<3 { _ = try await run([ToyStep("a")], from: Self.provenance) }
    let path = path
    chmod(folder.path, 0o755)
    try await check(path, hasOpenDatabase: false)
    // A run that goes on has the files open that readers share.
    let queue = try DatabaseQueue(path: "\(path)/workspace.sqlite")
    try await queue.write { try $0.execute(sql: "UPDATE runs SET manifest_name = 'toys'") }
    try await check(path, hasOpenDatabase: true)
  }

  /// Reads the workspace in a process that may write nothing there.
  private func check(_ path: String, hasOpenDatabase: Bool) async throws {
    let before = try Files.names(in: path)
    #expect(before.contains("workspace.sqlite-wal") == hasOpenDatabase)
    for name in before { chmod("\(path)/\(name)", name.contains("sqlite") ? 0o444 : 0o555) }
    chmod(path, 0o555)
    await #expect(processExitsWith: .success) { [path = path as String] in
      // The superuser may write everywhere.
      if geteuid() == 0 { precondition(setuid(65_534) == 0) }
      precondition(!Workspace.isWritable(at: path))
      let workspace = try Workspace.openReadOnly(at: path)
      let runs = try workspace.runs()
      precondition(runs.map(\.id.rawValue) == [3, 2, 1])
      let status = try workspace.status(of: runs[0])
      precondition(status == .done)
      let provenance = try workspace.provenance(of: runs[0].id)
      precondition(provenance?.machine.host == "here")
      let states = try Staleness.states(of: try Plan.make([ToyStep("a")]), in: workspace)
      precondition("\(states[0].state)" == "made in run 1")
    }
    chmod(path, 0o755)
    for name in before { chmod("\(path)/\(name)", name.contains("sqlite") ? 0o644 : 0o755) }
    #expect(try Files.names(in: path) == before)
  }

  @Test func `readers and a writing run do not wait for each other`() async throws {
    let path = path
    let steps = (0..<60).map { ToyStep(StepID("s\($0)"), ["x": .int($0)]) }
    _ = try Workspace.open(at: path)
    try await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask {
        let result = try await Toys(at: path).run(steps, EventLog(), jobs: 2)
        #expect(result.succeeded)
        return 0
      }
      group.addTask {
        var looks = 0
        var hasEnded = false
        while !hasEnded {
          let workspace = try Workspace.openReadOnly(at: path)
          let runs = try workspace.runs()
          for run in runs {
            let status = try workspace.status(of: run)
            #expect(status == .running || status == .done)
            _ = try workspace.steps(of: run.id)
          }
          hasEnded = runs.first?.outcome != nil
          looks += 1
          await Task.yield()
        }
        return looks
      }
      var looks = 0
      for try await count in group { looks += count }
      #expect(looks > 1)
    }
  }
}
