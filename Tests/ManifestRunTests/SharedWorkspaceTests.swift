import Engine
import Foundation
import TestSupport
import Testing

/// Several processes of the program in one workspace.
@Suite(.timeLimit(.hang))
struct SharedWorkspaceTests {
  private let folder = TemporaryFolder()

  /// What the tests read of `run --json`.
  private struct Run: Decodable {
    struct Step: Decodable {
      var id: String
      var outcome: String
      var outputs: [Artifact]
    }

    struct Artifact: Decodable, Hashable {
      var name: String
      var digest: String
    }

    var steps: [Step]
  }

  /// The steps that were built by any run, as often as they were.
  private func built() throws -> [String] {
    let workspace = try Workspace.open(at: "\(folder.path)/.manifest-run")
    return try workspace.runs().flatMap { try workspace.steps(of: $0.id) }
      .filter { $0.outcome == "built" }.map(\.step.rawValue)
  }

  @Test(arguments: [2, 4])
  func `processes that run one manifest at once build every step once`(count: Int) async throws {
    let two = smallManifest.replacing("[ada]", with: "[ada, babbage]")
    let path = folder.write(two, to: "m.yaml")
    let runs = try await withThrowingTaskGroup(of: Run.self) { group in
      for _ in 0..<count {
        group.addTask { try await program("run", path, "--json").json(Run.self) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(runs.count == count)
    let steps = try #require(runs.first).steps
    let told = runs.flatMap(\.steps).filter { $0.outcome == "built" }.map(\.id)
    #expect(told.sorted() == steps.map(\.id).sorted())
    #expect(try built().sorted() == steps.map(\.id).sorted())
    #expect(runs.allSatisfy { $0.steps.map(\.outputs) == steps.map(\.outputs) })
  }

  @Test func `a run that waits for a killed one does its work`() async throws {
    // Long enough for the first process to be stopped in the middle of it.
    let long = smallManifest.replacing("epochs: 2", with: "epochs: 1000")
    let path = folder.write(long, to: "m.yaml")
    let owner = try start(["run", path], telling: "owner.log")
    defer { owner.send(SIGKILL) }
    // It neither goes on nor gives anything back, until it is killed.
    try await suspend(owner, after: "fine-tune/ada/seed-0  started", in: "owner.log")
    let waiter = try start(["run", path], telling: "waiter.log")
    defer { waiter.send(SIGKILL) }
    try await waitFor("fine-tune/ada/seed-0  another run is making this", in: "waiter.log")
    owner.send(SIGKILL)
    try await waitFor("run 2: 7 steps, ", in: "waiter.log")
    let lines = folder.lines(of: "waiter.log")
    let wait = lines.firstIndex { $0.hasSuffix("another run is making this") }
    let start = lines.firstIndex { $0.hasPrefix("fine-tune/ada/seed-0  started") }
    #expect(try #require(wait) < (try #require(start)))
    #expect(lines.contains { $0.hasPrefix("run 2: 7 steps, 4 built, 3 reused") })
    let built = try built()
    #expect(built.count == 7)
    #expect(Set(built).count == 7)
  }

  /// Starts the program itself, whose messages go to a file in the folder.
  ///
  /// An exit test would hold one of the few threads that tests run on for as long as it lasts.
  private func start(_ arguments: [String], telling file: String) throws -> Subprocess {
    try Subprocess(
      [ProgramCall.executable.path] + arguments,
      errors: .file("\(folder.path)/\(file)")
    )
  }

  /// Suspends a process soon after it has written a line that begins so.
  ///
  /// A process of its own watches for the line: where all tests run, this one may not have its
  /// turn for longer than the step lasts. The pause leaves time for what is recorded as the step
  /// begins, since a suspended writer of the database holds up everybody.
  private func suspend(_ process: Subprocess, after line: String, in file: String) async throws {
    let watcher = try Subprocess([
      "/bin/sh", "-c",
      #"until grep -q "^$1" "$2"; do sleep 0.02; done; sleep 0.3; kill -STOP "$3""#,
      "watcher", line, "\(folder.path)/\(file)", "\(process.identifier)",
    ])
    defer { watcher.send(SIGKILL) }
    try await waitFor(line, in: file)
    try await watcher.end()
  }

  /// Waits until a process has written a line that begins so, for two minutes at most.
  private func waitFor(_ line: String, in file: String) async throws {
    for _ in 0..<6000 {
      guard !folder.lines(of: file).contains(where: { $0.hasPrefix(line) }) else { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("no line '\(line)' in '\(file)' after two minutes")
  }
}
