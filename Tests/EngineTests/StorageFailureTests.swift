import Engine
import EngineTestSupport
import Foundation
import TestSupport
import Testing

/// Disks that do not take what is written.
struct StorageFailureTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = TemporaryFolder()
  }

  #if os(Linux)
  @Test func `a full disk fails the step with what to do`() async throws {
    let step = ToyStep("a") { (context) throws(StepFailure) in
      symlink("/dev/full", "\(context.folder)/out")
      return [try context.write(Array("content".utf8), to: "out")]
    }
    let result = try await Toys(at: folder.workspacePath).run([step], EventLog())
    guard case .failed(let failure)? = result.steps.first?.outcome else {
      Issue.record("the step did not fail")
      return
    }
    #expect(failure.activity == "writing 'out'")
    #expect(failure.description.hasSuffix("/out': No space left on device"))
    #expect(failure.hint == "make room on the disk and run again; what is finished is kept")
  }
  #endif

  // The limit stands in for a full disk: the database cannot grow beyond it.
  @Test func `a database that cannot grow stops the run with a sentence and loses nothing`()
    async throws
  {
    let path = folder.workspacePath
    let report = "\(folder.path)/report"
    try await Toys(at: path).run([ToyStep("before", ["x": .int(0)])])
    await #expect(processExitsWith: .success) {
      [path = path as String, report = report as String] in
      signal(SIGXFSZ, SIG_IGN)
      let toys = try Toys(at: path)
      let steps = (1...400).map { ToyStep(StepID("s\($0)"), ["x": .int($0)]) }
      var limit = rlimit(rlim_cur: 300_000, rlim_max: 300_000)
      #if os(Linux)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
      setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      do {
        let result = try await toys.run(steps, EventLog())
        let failure = result.steps.first { !$0.outcome.succeeded }
        Files.append(failure.map { "\($0.outcome)" } ?? "nothing failed", to: report)
      } catch let error as WorkspaceError {
        Files.append(error.description, to: report)
      }
    }
    #expect(try Files.read(report).contains("workspace.sqlite'"))
    let toys = try Toys(at: path)
    let steps = (0...400).map { ToyStep(StepID($0 == 0 ? "before" : "s\($0)"), ["x": .int($0)]) }
    let log = EventLog()
    let result = try await toys.run(steps, log)
    #expect(result.succeeded)
    #expect(result.steps.first?.outcome == .reused)
    #expect(log.started.count < 400)
    #expect(!log.started.isEmpty)
  }
}
