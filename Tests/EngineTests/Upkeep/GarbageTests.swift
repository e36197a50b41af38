import Foundation
import System
import TestSupport
import Testing

@testable import Engine
import EngineTestSupport

@Suite(.timeLimit(.hang))
struct GarbageTests {
  private let folder: TemporaryFolder
  private let toys: Toys

  init() throws {
    folder = TemporaryFolder()
    toys = try Toys(at: folder.workspacePath)
  }

  /// Two steps of one experiment in a version of it.
  private static func steps(_ version: Int) -> [ToyStep] {
    [
      ToyStep("a", ["shared": .int(1)]),
      ToyStep("b", reads: ["a"], ["version": .int(version)]),
    ]
  }

  private func names(_ garbage: Garbage?) -> [String] {
    (garbage?.records ?? []).map { "\($0.step) of run \($0.run)" }
  }

  @Test func `nothing is garbage while all runs are kept`() async throws {
    for version in 1...3 { try await toys.run(Self.steps(version)) }
    let garbage = try toys.workspace.garbage(keeping: CacheRoots())
    #expect(garbage.isEmpty)
    #expect(garbage.keptRuns.count == 3)
  }

  @Test func `what only older runs used goes, and what the newest reused stays`() async throws {
    for version in 1...3 { try await toys.run(Self.steps(version)) }
    let roots = CacheRoots(newestRuns: 1)
    let told = try toys.workspace.garbage(keeping: roots)
    #expect(names(told) == ["b of run 1", "b of run 2"])
    #expect(told.objects.map(\.byteCount) == [20, 20])
    // Telling removes nothing.
    #expect(try toys.states(Self.steps(1)) == ["a: made in run 1", "b: made in run 1"])
    let removed = try toys.workspace.collectGarbage(keeping: roots)
    #expect(names(removed) == names(told))
    #expect(try toys.states(Self.steps(3)) == ["a: made in run 1", "b: made in run 3"])
    #expect(try toys.states(Self.steps(1))[1] == "b: 'version' changed from 3 to 1")
    #expect(try toys.workspace.garbage(keeping: roots).isEmpty)
    #expect(try toys.workspace.verifyStore().isClean)
    #expect(try toys.workspace.storeSizes().objects.objectCount == 2)
  }

  @Test func `a failed run does not count, so the last good results stay`() async throws {
    try await toys.run(Self.steps(1))
    var broken = Self.steps(2)
    broken[1].work = { (_) throws(StepFailure) in throw StepFailure("trying", .provider("no")) }
    try await toys.run(broken)
    let roots = CacheRoots(newestRuns: 1)
    #expect(try toys.workspace.collectGarbage(keeping: roots)?.isEmpty == true)
    // The failed step left the old result in place.
    #expect(try await toys.run(Self.steps(1)) == ["a reused", "b reused"])
  }

  @Test func `plans keep what they would reuse and the last results of their other steps`()
    async throws
  {
    for version in 1...3 { try await toys.run(Self.steps(version)) }
    let named = CacheRoots(newestRuns: 0, plans: [try Plan.make(Self.steps(2))])
    #expect(names(try toys.workspace.garbage(keeping: named)) == ["b of run 1", "b of run 3"])
    let changed = CacheRoots(newestRuns: 0, plans: [try Plan.make(Self.steps(4))])
    #expect(names(try toys.workspace.garbage(keeping: changed)) == ["b of run 1", "b of run 2"])
  }

  @Test func `runs are kept by their age`() async throws {
    try await toys.run(Self.steps(1))
    // All of these runs began at the instant 1,000,000.
    let old = CacheRoots(after: 1_000_001)
    #expect(names(try toys.workspace.garbage(keeping: old)) == ["a of run 1", "b of run 1"])
    #expect(try toys.workspace.garbage(keeping: CacheRoots(after: 999_999)).isEmpty)
    let both = CacheRoots(newestRuns: 1, after: 1_000_001)
    #expect(try toys.workspace.garbage(keeping: both).isEmpty)
  }

  @Test func `a content that a kept result has too stays`() async throws {
    let work: ToyStep.Work = { (context) throws(StepFailure) in
      [try context.write(Array("same".utf8), to: "out")]
    }
    try await toys.run([ToyStep("a", ["x": .int(1)], work: work)])
    try await toys.run([ToyStep("a", ["x": .int(2)], work: work)])
    let removed = try toys.workspace.collectGarbage(keeping: CacheRoots(newestRuns: 1))
    #expect(names(removed) == ["a of run 1"])
    #expect(removed?.objects.isEmpty == true)
    #expect(try toys.output(of: "a") == "same")
  }

  @Test func `what crashes and damages leave goes`() async throws {
    try await toys.run(Self.steps(1))
    try Files.write("stray", to: toys.workspace.store.path(of: Digest(of: "stray".utf8)))
    try Files.write("bad", to: "\(folder.workspacePath)/store-1/quarantine/abc")
    try FileManager.default.createDirectory(
      atPath: "\(folder.workspacePath)/tmp/run-7/0",
      withIntermediateDirectories: true
    )
    try Files.write("half", to: "\(folder.workspacePath)/tmp/run-7/0/out")
    let removed = try #require(try toys.workspace.collectGarbage(keeping: CacheRoots()))
    #expect(removed.records.isEmpty)
    #expect(removed.objects.map(\.digest) == [Digest(of: "stray".utf8)])
    #expect(removed.quarantine.map(\.byteCount) == [3])
    #expect(removed.scratch.map(\.byteCount) == [4])
    #expect(removed.byteCount == 12)
    #expect(try Files.names(in: "\(folder.workspacePath)/tmp").isEmpty)
    #expect(try toys.workspace.garbage(keeping: CacheRoots()).isEmpty)
  }

  @Test func `nothing is removed while another process runs, and it ends as it would have`()
    async throws
  {
    let path = folder.workspacePath
    try await toys.run(Self.steps(1))
    async let other = #expect(processExitsWith: .success) { [path = path as String] in
      var steps = GarbageTests.steps(2)
      // Its input was reused and is needed after the collection was tried.
      steps[1].work = { (context) throws(StepFailure) in
        Files.append("waiting", to: "\(path).waiting")
        try await wait(until: { Files.exists("\(path).tried") })
        do {
          return [
            try context.write(Array(try Files.read(context.input("a", "out").path).utf8), to: "out")
          ]
        } catch {
          throw StepFailure("reading", .storage("\(error)"))
        }
      }
      let result = try await Toys(at: path).run(steps, EventLog())
      precondition(result.succeeded)
    }
    try await wait(until: { Files.exists("\(path).waiting") })
    let roots = CacheRoots(newestRuns: 0)
    #expect(names(try toys.workspace.garbage(keeping: roots)) == ["a of run 1", "b of run 1"])
    #expect(try toys.workspace.collectGarbage(keeping: roots).map(names) == nil)
    Files.append("tried", to: "\(path).tried")
    _ = await other
    #expect(try toys.output(of: "b") == "shared=1")
    #expect(try toys.workspace.collectGarbage(keeping: CacheRoots(newestRuns: 1)) != nil)
    #expect(try toys.workspace.verifyStore().isClean)
    #expect(try toys.output(of: "b") == "shared=1")
  }

  @Test func `runs and collections at the same time lose nothing`() async throws {
    let path = folder.workspacePath
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await #expect(processExitsWith: .success) { [path = path as String] in
          let toys = try Toys(at: path)
          for _ in 0..<200 { _ = try toys.workspace.collectGarbage(keeping: .init(newestRuns: 1)) }
        }
      }
      group.addTask {
        await #expect(processExitsWith: .success) { [path = path as String] in
          let toys = try Toys(at: path)
          for version in 0..<40 {
            let result = try await toys.run(GarbageTests.steps(version), EventLog(), jobs: 2)
            precondition(result.succeeded)
          }
        }
      }
    }
    #expect(try toys.workspace.verifyStore().isClean)
    #expect(try toys.states(Self.steps(39)).allSatisfy { $0.contains("made in run") })
  }

  @Test func `what providers keep goes once its step is done or forgotten`() async throws {
    try await toys.run(Self.steps(1))
    let done = try #require(try toys.workspace.runs().first.map(\.id))
    let key = try #require(try toys.workspace.database.keys(usedBy: [done]).first)
    let open = Digest(of: "a step that was interrupted".utf8)
    let state = "\(folder.workspacePath)/state/toys"
    for name in [
      "checkpoints/\(key.hexadecimal)", "checkpoints/\(open.hexadecimal)",
      "checkpoints/\(open.hexadecimal).half", "models/x/weights", "log",
    ] {
      let path = "\(state)/\(name)"
      try FileSystem.makeFolders(FileSystem.folder(of: path))
      try FileSystem.write([1, 2, 3], to: path)
    }
    #expect(try toys.workspace.storeSizes().state.byteCount == 15)
    let garbage = try #require(try toys.workspace.collectGarbage(keeping: CacheRoots()))
    #expect(garbage.records.isEmpty && garbage.byteCount == 12)
    #expect(try FileSystem.names(in: state) == ["checkpoints"])
    #expect(try FileSystem.names(in: "\(state)/checkpoints") == [open.hexadecimal])
    // It was changed a moment ago, and is let go of an hour from now.
    let lately = CacheRoots(after: Instant.now - 3600)
    #expect(try toys.workspace.garbage(keeping: lately).state.isEmpty)
    let later = CacheRoots(after: Instant.now + 3600)
    #expect(try toys.workspace.garbage(keeping: later).state.map(\.byteCount) == [3])
  }

  @Test func `weights that are not asked yet stay as long as their training's record`() async throws
  {
    try await toys.run(Self.steps(1))
    let done = try #require(try toys.workspace.runs().first)
    let key = try #require(try toys.workspace.database.keys(usedBy: [done.id]).first)
    let weights = "\(folder.workspacePath)/state/toys/weights"
    for name in [key.hexadecimal, "\(key.hexadecimal).half"] {
      try FileSystem.makeFolders("\(weights)/\(name)")
      try FileSystem.write([1, 2, 3], to: "\(weights)/\(name)/model")
    }
    // The second is what a killed training was writing.
    _ = try toys.workspace.collectGarbage(keeping: CacheRoots())
    #expect(try FileSystem.names(in: weights) == [key.hexadecimal])
    let later = CacheRoots(after: Instant.now + 3600)
    _ = try toys.workspace.collectGarbage(keeping: later)
    #expect(try FileSystem.names(in: weights).isEmpty)
  }
}
