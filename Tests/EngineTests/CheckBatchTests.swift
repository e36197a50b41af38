import Engine
import EngineTestSupport
import TestSupport
import Testing

/// Steps that are checked several at a time.
struct CheckBatchTests {
  private let folder: TemporaryFolder
  private let toys: Toys

  init() throws {
    folder = TemporaryFolder()
    toys = try Toys(at: folder.workspacePath)
  }

  /// A chain, what reads its end, and what reads all of that.
  private static func graph(_ count: Int, changing changed: Set<Int> = []) -> [ToyStep] {
    let leaves = (0..<count).map { number in
      ToyStep(
        StepID("leaf-\(number)"),
        reads: ["second"],
        ["x": .int(changed.contains(number) ? -number : number)]
      )
    }
    return [ToyStep("first"), ToyStep("second", reads: ["first"], ["x": .int(1)])] + leaves
      + [ToyStep("last", reads: leaves.map(\.id))]
  }

  @Test(arguments: [1, 3, 40])
  func `every step of a large plan is reused, and told in order`(jobs: Int) async throws {
    try await toys.run(Self.graph(300), EventLog(), jobs: jobs)
    let log = EventLog()
    let result = try await toys.run(Self.graph(300), log, jobs: jobs)
    #expect(result.steps.allSatisfy { $0.outcome == .reused })
    #expect(log.started.isEmpty)
    #expect(log.ended.count == 303)
    #expect(Set(log.ended).count == 303)
    if jobs == 1 { #expect(log.ended == result.steps.map(\.id.rawValue)) }
  }

  @Test(arguments: [1, 4])
  func `what must be built is built after all checks`(jobs: Int) async throws {
    try await toys.run(Self.graph(200), EventLog(), jobs: jobs)
    let log = EventLog()
    let steps = Self.graph(200, changing: [50, 120])
    let result = try await toys.run(steps, log, jobs: jobs)
    #expect(result.succeeded)
    #expect(Set(log.started) == ["leaf-50", "leaf-120", "last"])
    guard jobs == 1 else { return }
    let reused = steps.filter { !log.started.contains($0.id.rawValue) }
    let expected = reused.map { "\($0.id) reused" } + log.started.map { "\($0) built" }
    #expect(log.lines.filter { $0.hasSuffix("built") || $0.hasSuffix("reused") } == expected)
  }

  @Test func `a step that cannot be checked ends those that read it and no others`() async throws {
    var steps = Self.graph(100)
    steps[10].files = [InputFile(name: "gone", path: "\(folder.path)/gone")]
    let result = try await toys.run(steps, EventLog(), jobs: 2)
    #expect(result.steps.filter { !$0.outcome.succeeded }.map(\.id) == [steps[10].id, "last"])
  }
}
