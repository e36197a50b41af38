import Foundation
import System
import TestSupport
import Testing

@testable import Engine
import EngineTestSupport

/// Plans with more steps side by side than one thread looks at.
struct WidePlanTests {
  private let folder = TemporaryFolder()

  /// Pairs of a step and one that reads it.
  private func pair(_ number: Int, _ parameter: Int) -> [ToyStep] {
    let (first, second) = (StepID("first-\(number)"), StepID("second-\(number)"))
    return [
      ToyStep(first, ["x": .int(parameter)]),
      ToyStep(second, reads: [first], ["y": .int(number)]),
    ]
  }

  /// Saves what the file system says of all outputs, as a plan does once they are some seconds old.
  private func rememberOutputs(of steps: [ToyStep], _ workspace: Workspace) throws {
    let stats = StatCache(now: { FileIdentity.now + 10_000_000_000 })
    for planned in try Staleness.states(of: try Plan.make(steps), in: workspace) {
      guard case .reused(let record) = planned.state else { continue }
      for artifact in record.artifacts {
        #expect(try stats.condition(of: artifact, in: workspace.store) == .intact)
      }
    }
    stats.save(to: workspace.database)
  }

  @Test func `a step among many is in the state that it has alone`() async throws {
    let toys = try Toys(at: folder.workspacePath)
    let count = 150
    let steps = (0..<count).flatMap { pair($0, $0) }
    try await toys.run(steps)
    try rememberOutputs(of: steps, toys.workspace)
    #expect(try toys.states(steps).allSatisfy { $0.hasSuffix(": made in run 1") })

    try FileManager.default.removeItem(atPath: try toys.outputPath(of: "first-10"))
    try Files.damage(try toys.outputPath(of: "first-70"), with: "other")
    try FileManager.default.removeItem(atPath: try toys.outputPath(of: "second-140"))
    // Two that would make the same: the first does it for both.
    let parameters = (0..<count).map { [5, 100].contains($0) ? 1000 : $0 }
    let changed = (0..<count).flatMap { pair($0, parameters[$0]) }
    let states = try toys.states(changed)
    for number in 0..<count where number != 100 {
      let alone = try toys.states(pair(number, parameters[number]))
      #expect(Array(states[2 * number...2 * number + 1]) == alone)
    }
    #expect(states[200] == "first-100: depends on 'first-5'")
    let stale = states.filter { !$0.hasSuffix(": made in run 1") }.map { $0.prefix { $0 != ":" } }
    #expect(
      stale == [
        "first-5", "second-5", "first-10", "second-10", "first-70", "second-70", "first-100",
        "second-100", "second-140",
      ]
    )
  }
}
