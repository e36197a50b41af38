import GRDB
import TestSupport
import Testing

@testable import Engine

/// Rows of a workspace's database that somebody changed.
struct DamagedRecordTests {
  private let folder = TemporaryFolder()
  private let toys: Toys

  init() throws {
    toys = try Toys(at: folder.workspacePath)
  }

  private let steps = [
    ToyStep("a", ["n": .int(1)]), ToyStep("b", reads: ["a"]), ToyStep("c", ["n": .int(2)]),
  ]

  private func change(_ sql: String) async throws {
    try await DatabaseQueue(path: "\(folder.workspacePath)/workspace.sqlite")
      .writeWithoutTransaction {
        try $0.execute(sql: sql)
      }
  }

  @Test func `a damaged record matters to nobody who does not ask for it`() async throws {
    try await toys.run(steps)
    try await change(
      """
      UPDATE record_artifacts SET digest = 'none'
      WHERE record = (SELECT id FROM records WHERE step = 'c')
      """
    )
    #expect(try toys.states(Array(steps[..<2])) == ["a: made in run 1", "b: made in run 1"])
    #expect(throws: WorkspaceError.self) { try toys.states(steps) }
  }

  @Test func `artifacts without a record are nobody's`() async throws {
    try await toys.run(steps)
    try await change("PRAGMA foreign_keys = OFF; DELETE FROM records WHERE step = 'a'")
    #expect(try toys.states(steps).last == "c: made in run 1")
  }
}
