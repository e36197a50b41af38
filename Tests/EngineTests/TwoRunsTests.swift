import Engine
import EngineTestSupport
import Foundation
import TestSupport
import Testing

/// Two runs of one plan in one workspace at the same time.
@Suite(.timeLimit(.hang))
struct TwoRunsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = TemporaryFolder()
  }

  /// A diamond of steps that note each of their runs in a file.
  private static func steps(noting path: String) -> [ToyStep] {
    func step(_ id: StepID, reads: [StepID] = []) -> ToyStep {
      ToyStep(id, reads: reads, ["id": .string(id.rawValue)]) { (context) throws(StepFailure) in
        Files.append("\(id)", to: path)
        // Long enough for the other run to come and ask for the same step.
        try? await Task.sleep(for: .milliseconds(30))
        return [try context.write(Array("\(id)".utf8), to: "out")]
      }
    }
    return [
      step("a"), step("b", reads: ["a"]), step("c", reads: ["a"]), step("d", reads: ["b", "c"]),
      step("e", reads: ["d"]), step("f"),
    ]
  }

  private func check(_ notes: String, runs: Int = 2) throws {
    #expect(try Files.lines(of: notes).sorted() == ["a", "b", "c", "d", "e", "f"])
    let toys = try Toys(at: folder.workspacePath)
    #expect(try toys.states(Self.steps(noting: notes)).allSatisfy { $0.contains("made in run") })
    let outcomes = try toys.workspace.runs().map(\.outcome)
    #expect(outcomes == Array(repeating: .succeeded, count: runs))
    // The histories of all processes together have each step built once.
    let built = try toys.workspace.runs().flatMap { try toys.workspace.steps(of: $0.id) }
      .filter { $0.outcome == "built" }
    #expect(built.map(\.step.rawValue).sorted() == ["a", "b", "c", "d", "e", "f"])
    #expect(try Files.names(in: "\(folder.workspacePath)/tmp").isEmpty)
  }

  @Test func `two tasks make each step once`() async throws {
    let notes = "\(folder.path)/notes"
    let toys = [try Toys(at: folder.workspacePath), try Toys(at: folder.workspacePath)]
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for toys in toys {
        group.addTask {
          try await toys.run(Self.steps(noting: notes), EventLog(), jobs: 4).succeeded
        }
      }
      for try await succeeded in group { #expect(succeeded) }
    }
    try check(notes)
  }

  // No process finds a workspace when it starts, so they also race for making it.
  @Test(arguments: [2, 4])
  func `several processes make each step once`(count: Int) async throws {
    let notes = "\(folder.path)/notes"
    let path = folder.workspacePath
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<count {
        group.addTask {
          await #expect(processExitsWith: .success) {
            [path = path as String, notes = notes as String] in
            let steps = TwoRunsTests.steps(noting: notes)
            let result = try await Toys(at: path).run(steps, EventLog(), jobs: 4)
            precondition(result.succeeded)
          }
        }
      }
    }
    try check(notes, runs: count)
  }

  @Test func `the lock of a killed process is free`() async throws {
    let path = folder.workspacePath
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      try await Toys(at: path).run([
        ToyStep("a") { (_) throws(StepFailure) in
          kill(getpid(), SIGKILL)
          return []
        }
      ])
    }
    #expect(try Files.names(in: "\(path)/locks").count == 3)
    #expect(try await Toys(at: path).run([ToyStep("a")]).last == "a built")
  }

  @Test func `a run that waits for another can be cancelled`() async throws {
    let path = folder.workspacePath
    let (holder, waiter) = (EventLog(), EventLog())
    let toys = [try Toys(at: path), try Toys(at: path)]
    let holding = ToyStep("a") { (_) throws(StepFailure) in
      try await wait(until: { waiter.lines.contains("over") })
      return []
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { _ = try await toys[0].run([holding], holder) }
      try await wait(until: { !holder.started.isEmpty })
      try await withThrowingTaskGroup(of: RunResult?.self) { inner in
        inner.addTask { try await toys[1].run([holding], waiter) }
        try await wait(until: { waiter.lines.contains("a waits: another run is making this") })
        inner.cancelAll()
        let result = try #require(try await inner.next() ?? nil)
        #expect(result.steps.map(\.outcome) == [.skipped(.interrupted)])
      }
      waiter.add("over")
      try await group.waitForAll()
    }
    #expect(holder.lines.contains("a built"))
  }
}
