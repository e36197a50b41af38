import Engine
import Providers
import TestSupport
import Testing

/// Random manifests, edited, broken and run with random options: what the plan says is what runs.
@Suite(.timeLimit(.hang))
struct PlanAndRunTests {
  private static let manifests = 8
  private static let editsOfEach = 25

  @Test func `after 200 random edits the steps that a plan names are the steps that run`()
    async throws
  {
    var tally = RandomWorkspace.Tally()
    try await withThrowingTaskGroup(of: RandomWorkspace.Tally.self) { group in
      for seed in 1...Self.manifests {
        group.addTask {
          var workspace = try RandomWorkspace(seed: UInt64(seed))
          for _ in 0..<Self.editsOfEach { try await workspace.editAndRun() }
          return workspace.tally
        }
      }
      for try await part in group { tally.add(part) }
    }
    #expect(tally.edits == Self.manifests * Self.editsOfEach)
    // What never happened was not tried.
    for (name, count) in tally.counts where name != "left open" {
      #expect(count >= 5, "only \(count) cases of '\(name)'")
    }
    #expect(tally.counts["left open", default: 0] < tally.counts["steps", default: 0] / 100)
  }
}
