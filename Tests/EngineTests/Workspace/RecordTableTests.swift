import Foundation
import GRDB
import TestSupport
import Testing

@testable import Engine

/// The size of a plan that becomes known when it is asked for often enough.
private final class LateSize {
  private(set) var asked = 0
  private let size: Int
  private let known: Int

  init(_ size: Int, known: Int) { (self.size, self.known) = (size, known) }

  func ask() -> Int? {
    asked += 1
    return asked < known ? nil : size
  }
}

/// What a plan reads in advance, held against looking each record up.
struct RecordTableTests {
  private let folder = TemporaryFolder()
  private let toys: Toys

  init() throws {
    toys = try Toys(at: folder.workspacePath)
  }

  private let steps = [
    ToyStep("a", ["n": .int(1)]), ToyStep("b", reads: ["a"]), ToyStep("c", ["n": .int(2)]),
  ]

  /// Waits until objects are so old that what is known of them counts, and learns it.
  private func learn() async throws {
    for step in steps {
      let status = try FileSystem.status(of: try toys.outputPath(of: step.id))
      let identity = try #require(status.flatMap(FileIdentity.init))
      while identity.isRacy(at: FileIdentity.now) { try await Task.sleep(for: .milliseconds(20)) }
    }
    _ = try toys.states(steps)
  }

  private func change(_ sql: String) async throws {
    try await DatabaseQueue(path: "\(folder.workspacePath)/workspace.sqlite")
      .writeWithoutTransaction {
        try $0.execute(sql: sql)
      }
  }

  @Test func `what is read in advance is what is looked up`() async throws {
    try await toys.run(steps)
    try await learn()
    try await change("UPDATE records SET origin_cache = 'shared' WHERE step = 'c'")
    try toys.workspace.database.reading { (reader) throws(WorkspaceError) in
      let ahead = reader.readingAhead(for: steps.count)
      #expect(reader.table == nil && ahead.table != nil)
      let records = try reader.attempt { try reader.allRecords() }
      #expect(records.map(\.step) == ["a", "b", "c"])
      for record in records {
        #expect(try ahead.record(of: record.key) == record)
        #expect(try reader.record(of: record.key) == record)
        for artifact in record.artifacts {
          let known = reader.stat(ofObject: artifact.digest)
          #expect(known?.digest == artifact.digest)
          #expect(ahead.stat(ofObject: artifact.digest) == known)
        }
      }
      #expect(try ahead.record(of: Digest(of: [])) == nil)
      #expect(ahead.stat(ofObject: Digest(of: [])) == nil)
    }
  }

  @Test func `few steps among many records are looked up`() async throws {
    try await toys.run((0..<5).map { ToyStep(StepID("step-\($0)"), ["n": .int($0)]) })
    try toys.workspace.database.reading { reader in
      #expect(reader.readingAhead(for: 1).table == nil)
      #expect(reader.readingAhead(for: 2).table != nil)
    }
  }

  @Test func `reading ends as soon as few steps are known to be asked for`() async throws {
    try await toys.run(steps)
    try await learn()
    try toys.workspace.database.reading { reader in
      // It is asked before anything is read, and for each record and object.
      let unknown = LateSize(0, known: .max)
      #expect(RecordTable(reader, for: unknown.ask) != nil)
      #expect(unknown.asked == 1 + steps.count * 2)
      for known in 1...unknown.asked {
        let size = LateSize(0, known: known)
        #expect(RecordTable(reader, for: size.ask) == nil)
        #expect(size.asked == known)
      }
    }
  }

  @Test func `a plan from what was read before is the plan`() async throws {
    try await toys.run(steps)
    try await learn()
    let workspace = toys.workspace.readingAhead { nil }
    #expect(workspace.recordsAhead != nil)
    let plan = try Plan.make(steps)
    let states = try Staleness.states(of: plan, in: workspace)
    #expect(states == (try Staleness.states(of: plan, in: toys.workspace)))
    #expect(states.allSatisfy { if case .reused = $0.state { true } else { false } })
    // A content that was changed since then is seen.
    try Files.damage(try toys.outputPath(of: "a"), with: "another")
    #expect(try Staleness.states(of: plan, in: workspace)[0].state != states[0].state)
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
