import Engine
import EngineTestSupport
import Foundation
import TestSupport
import Testing

struct StepJournalTests {
  private let folder: TemporaryFolder
  private let workspace: Workspace
  private static let key = Digest(of: Array("key".utf8))

  init() throws {
    folder = TemporaryFolder()
    workspace = try Workspace.open(at: folder.workspacePath)
  }

  private func journal(key: Digest = key, at instant: Double = 1) -> StepJournal {
    workspace.journal.entries(of: "tune", key: key, now: { instant })
  }

  @Test func `an entry goes from intent to id to end and stays to be found`() throws {
    #expect(try journal().pending() == nil)
    try journal(at: 1).intend(detail: "curie")
    var entry = try #require(try journal().pending())
    #expect(entry.state == .intended)
    #expect(entry.remoteID == nil)
    try journal(at: 2).created(remoteID: "ft-1")
    entry = try #require(try journal().pending())
    #expect(entry.state == .created)
    #expect(entry.remoteID == "ft-1")
    try journal(at: 3).finished()
    entry = try #require(try journal().pending())
    #expect(entry.state == .finished)
    #expect(entry.remoteID == "ft-1")
    #expect(entry.detail == "curie")
    #expect((entry.begun, entry.changed) == (1, 3))
  }

  @Test func `what was abandoned is found no more and may be begun again`() throws {
    try journal().intend()
    try journal().created(remoteID: "ft-1")
    try journal().abandoned(because: "the job failed")
    #expect(try journal().pending() == nil)
    try journal().intend()
    try journal().created(remoteID: "ft-2")
    #expect(try journal().pending()?.remoteID == "ft-2")
    #expect(try workspace.journal.entries().map(\.state) == [.abandoned, .created])
    #expect(try workspace.journal.entries().first?.detail == "the job failed")
  }

  @Test func `keys and accounts are apart`() throws {
    try journal().created(remoteID: "ft-1", account: "a")
    #expect(try journal().pending(account: "a")?.remoteID == "ft-1")
    #expect(try journal().pending(account: "b") == nil)
    #expect(try journal().pending() == nil)
    #expect(try journal(key: Digest(of: [])).pending(account: "a") == nil)
  }

  @Test func `a second intent keeps the first`() throws {
    try journal(at: 1).intend(detail: "first")
    try journal(at: 2).intend(detail: "second")
    #expect(try workspace.journal.entries().map(\.detail) == ["first"])
  }

  @Test func `an id is known after a kill right behind it, and the step waits for that job`()
    async throws
  {
    let path = folder.workspacePath
    let jobs = "\(folder.path)/jobs"
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, jobs = jobs as String] in
      try await Toys(at: path).run([StepJournalTests.tuning(jobs: jobs, dying: true)])
    }
    let lines = try await Toys(at: path).run([Self.tuning(jobs: jobs, dying: false)])
    #expect(lines.last == "tune built")
    #expect(try Files.lines(of: jobs) == ["ft-1"])
    // Lost outputs are fetched from the same job.
    let toys = try Toys(at: path)
    try FileManager.default.removeItem(atPath: try toys.outputPath(of: "tune"))
    #expect(try await toys.run([Self.tuning(jobs: jobs, dying: false)]).last == "tune built")
    #expect(try Files.lines(of: jobs) == ["ft-1"])
  }

  /// A step that creates a job, as a line of a file, unless the journal has one.
  private static func tuning(jobs: String, dying: Bool) -> ToyStep {
    ToyStep("tune") { (context) throws(StepFailure) in
      if try context.journal.pending()?.remoteID == nil {
        try context.journal.intend()
        Files.append("ft-1", to: jobs)
        try context.journal.created(remoteID: "ft-1")
        if dying { kill(getpid(), SIGKILL) }
      }
      try context.journal.finished()
      return [try context.write(Array("model".utf8), to: "out")]
    }
  }
}
