import Foundation
import TestSupport
import Testing

@testable import Engine
import EngineTestSupport

/// Two workspaces with one cache in a folder: what one has made, the other takes.
@Suite(.timeLimit(.hang))
struct SharedCacheTests {
  private let folder: TemporaryFolder
  private var root: String { "\(folder.path)/cache" }

  init() throws {
    folder = TemporaryFolder()
  }

  private static let steps = [
    ToyStep("a", ["x": .int(1)]), ToyStep("b", reads: ["a"]), ToyStep("c", reads: ["b"]),
  ]

  private func cache(_ mode: SharedCache.Mode = .readWrite) throws -> SharedCache {
    SharedCache(
      try FolderStore(at: root, isWritable: mode == .readWrite),
      mode: mode,
      maker: "anna@node3"
    )
  }

  private func toys(_ name: String) throws -> Toys { try Toys(at: "\(folder.path)/\(name)") }

  /// Runs steps in a workspace and returns what was told of them.
  @discardableResult
  private func run(
    _ steps: [ToyStep],
    in name: String,
    _ cache: SharedCache
  ) async throws -> [String] {
    let log = EventLog()
    _ = try await toys(name).run(steps, log, cache: cache)
    return log.lines.filter { !$0.hasPrefix("run ") }
  }

  private func planned(
    _ steps: [ToyStep],
    in name: String,
    _ cache: SharedCache
  ) async throws -> [String] {
    let log = EventLog()
    let states = try await Staleness.states(
      of: try Plan.make(steps),
      in: try toys(name).workspace,
      asking: cache,
      warn: { log.add("warning: \($0)") }
    )
    return log.lines + states.map { "\($0.id): \($0.state)" }
  }

  private func files(_ area: String) throws -> [String] {
    try Files.all(below: "\(root)/\(area)")
  }

  @Test func `what one workspace has made the other takes, and both say so`() async throws {
    try await run(Self.steps, in: "one", cache())
    #expect(try files("cas").count == 3)
    #expect(try files("ac").count == 3)
    let origin = "from the cache '\(root)', made by anna@node3"
    #expect(
      try await planned(Self.steps, in: "two", cache())
        == ["a: \(origin)", "b: \(origin)", "c: \(origin)"]
    )
    // To say it takes nothing.
    #expect(try Files.all(below: "\(folder.path)/two/store-1/objects").isEmpty)
    #expect(try await run(Self.steps, in: "two", cache()) == ["a reused", "b reused", "c reused"])
    #expect(try toys("two").output(of: "c") == toys("one").output(of: "c"))
    #expect(try toys("two").states(Self.steps)[2] == "c: \(origin), in run 1")
    #expect(try toys("two").workspace.verifyStore().isClean)
    // What was taken is the workspace's own.
    try FileManager.default.removeItem(atPath: root)
    #expect(try await toys("two").run(Self.steps) == ["a reused", "b reused", "c reused"])
  }

  @Test func `a step that changed is made, and what comes out equal is taken`() async throws {
    try await run(Self.steps, in: "one", cache())
    var changed = Self.steps
    changed[0] = ToyStep("a", ["x": .int(2)]) { (context) throws(StepFailure) in
      [try context.write(Array("x=1".utf8), to: "out")]
    }
    let lines = try await run(changed, in: "two", cache())
    #expect(lines == ["a started: never made", "a built", "b reused", "c reused"])
  }

  @Test func `a reader publishes nothing`() async throws {
    try await run([Self.steps[0]], in: "one", cache())
    let before = try Files.all(below: root)
    let lines = try await run(Self.steps, in: "two", cache(.readOnly))
    #expect(lines.first == "a reused")
    #expect(lines.last == "c built")
    #expect(try Files.all(below: root) == before)
  }

  /// A way in which a cache can be wrong.
  enum Harm: String, CaseIterable, Sendable {
    case otherContent, truncatedContent, emptyContent, missingContent, longContent
    case emptyEntry, halfEntry, entryOfOtherKey, entryWithPath
    case entryIsFolder, entryIsPipe, entryIsSocket, entryIsCircle
    case contentIsFolder, contentIsPipe, contentIsSocket, contentIsCircle
  }

  private func apply(_ harm: Harm) throws {
    let contents = try files("cas")
    let entries = try files("ac")
    for path in contents {
      let text = try Files.read(path)
      switch harm {
      case .otherContent:
        try Files.damage(path, with: String(repeating: "?", count: text.utf8.count))
      case .truncatedContent: try Files.damage(path, with: String(text.dropLast()))
      case .emptyContent: try Files.damage(path, with: "")
      case .longContent: try Files.damage(path, with: text + "?")
      case .missingContent: try FileManager.default.removeItem(atPath: path)
      case .contentIsFolder: close(try NoFile.folder.replace(path))
      case .contentIsPipe: close(try NoFile.pipe.replace(path))
      case .contentIsSocket: close(try NoFile.socket.replace(path))
      case .contentIsCircle: close(try NoFile.circle.replace(path))
      default: break
      }
    }
    let texts = try entries.map(Files.read)
    for (index, path) in entries.enumerated() {
      switch harm {
      case .emptyEntry: try Files.damage(path, with: "")
      case .halfEntry:
        try Files.damage(path, with: String(texts[index].prefix(texts[index].count / 2)))
      case .entryOfOtherKey: try Files.damage(path, with: texts[(index + 1) % texts.count])
      case .entryWithPath:
        try Files.damage(
          path,
          with: texts[index].replacing("\"name\":\"out\"", with: "\"name\":\"../out\"")
        )
      case .entryIsFolder: close(try NoFile.folder.replace(path))
      case .entryIsPipe: close(try NoFile.pipe.replace(path))
      case .entryIsSocket: close(try NoFile.socket.replace(path))
      case .entryIsCircle: close(try NoFile.circle.replace(path))
      default: break
      }
    }
  }

  @Test(arguments: Harm.allCases)
  func `what is damaged is a miss with a warning and never a failed step`(harm: Harm) async throws {
    try await run(Self.steps, in: "one", cache())
    try apply(harm)
    let lines = try await run(Self.steps, in: "two", cache())
    #expect(lines.filter { $0.hasSuffix(" built") } == ["a built", "b built", "c built"])
    #expect(lines.contains { $0.contains(" warning: cache '\(root)': ") })
    #expect(!lines.contains { $0.contains("failed") })
    #expect(try toys("two").output(of: "c") == toys("one").output(of: "c"))
    #expect(try toys("two").workspace.verifyStore().isClean)
    // One warning for each of the three.
    #expect(lines.count { $0.contains(" warning: ") } == 3)
    // What was damaged has been moved aside and published anew.
    #expect(
      try await run(Self.steps, in: "three", cache()) == ["a reused", "b reused", "c reused"]
    )
  }

  @Test func `a reader that finds damage changes nothing and makes the step`() async throws {
    try await run(Self.steps, in: "one", cache())
    try apply(.otherContent)
    let before = try Files.all(below: root)
    let lines = try await run(Self.steps, in: "two", cache(.readOnly))
    #expect(lines.last == "c built")
    #expect(try Files.all(below: root) == before)
  }

  @Test func `the result that was published first is used by the one who came later`()
    async throws
  {
    let cache = try cache()
    let (mine, theirs) = (try toys("mine"), try toys("theirs"))
    @Sendable func step(
      _ text: String,
      _ work: @escaping @Sendable () async throws -> Void
    ) -> ToyStep {
      ToyStep("a", ["x": .int(1)]) { (context) throws(StepFailure) in
        do { try await work() } catch { throw StepFailure("waiting", .storage("\(error)")) }
        return [try context.write(Array(text.utf8), to: "out")]
      }
    }
    let reader = ToyStep("b", reads: ["a"])
    // While mine is being made, theirs is made and published, as when a lease was lost.
    let log = EventLog()
    let root = root
    let result = try await mine.run(
      [
        step("mine") {
          try FileManager.default.removeItem(atPath: "\(root)/lease")
          let other = SharedCache(
            try FolderStore(at: root, isWritable: true),
            mode: .readWrite,
            maker: "bert@node4"
          )
          let result = try await theirs.run([step("theirs") {}], EventLog(), cache: other)
          precondition(result.succeeded)
        }, reader,
      ],
      log,
      cache: cache
    )
    #expect(result.succeeded)
    #expect(
      log.lines.contains("a note: another result of this step was published first and is used")
    )
    #expect(result.steps[0].outcome == .built)
    #expect(result.steps[0].origin == RecordOrigin(cache: root, maker: "bert@node4"))
    #expect(try mine.output(of: "a") == "theirs")
    #expect(try mine.output(of: "b") == "<theirs>")
    #expect(try mine.workspace.verifyStore().isClean)
  }

  @Test func `who finds that somebody is making it waits and takes it`() async throws {
    let (one, two) = (try toys("one"), try toys("two"))
    let (first, second) = (EventLog(), EventLog())
    let (cacheOfOne, cacheOfTwo) = (try cache(), try cache())
    let step = ToyStep("a", ["x": .int(1)]) { (context) throws(StepFailure) in
      try await wait(until: {
        second.lines.contains { $0.contains(" is making this for the cache ") }
      })
      return [try context.write(Array("once".utf8), to: "out")]
    }
    try await withThrowingTaskGroup(of: RunResult.self) { group in
      group.addTask { try await one.run([step], first, cache: cacheOfOne) }
      try await wait(until: { first.started == ["a"] })
      group.addTask { try await two.run([step], second, cache: cacheOfTwo) }
      for try await result in group { #expect(result.succeeded) }
    }
    #expect(second.started.isEmpty)
    #expect(second.lines.contains("a reused"))
    #expect(try Files.names(in: "\(root)/lease").isEmpty)
  }

  @Test func `two processes with one cache make each step once`() async throws {
    let notes = "\(folder.path)/notes"
    let (path, root) = (folder.path, root)
    _ = try cache()
    await withTaskGroup(of: Void.self) { group in
      for name in ["one", "two"] {
        group.addTask {
          await #expect(processExitsWith: .success) {
            [
              path = path as String, root = root as String, notes = notes as String,
              name = name as String
            ] in
            let steps = (0..<6).map { number in
              ToyStep(StepID("step-\(number)"), ["x": .int(number)]) {
                (context) throws(StepFailure) in
                Files.append("\(context.step)", to: notes)
                try? await Task.sleep(for: .milliseconds(30))
                return [try context.write(Array("\(number)".utf8), to: "out")]
              }
            }
            let cache = SharedCache(try FolderStore(at: root, isWritable: true), mode: .readWrite)
            let toys = try Toys(at: "\(path)/\(name)")
            let result = try await toys.run(steps, EventLog(), jobs: 2, cache: cache)
            precondition(result.succeeded)
          }
        }
      }
    }
    #expect(try Files.lines(of: notes).sorted() == (0..<6).map { "step-\($0)" })
    for name in ["one", "two"] { #expect(try toys(name).workspace.verifyStore().isClean) }
  }

  @Test func `a store that fails again and again is left alone`() async throws {
    let store = FailingStore(SharedStoreError("no answer"))
    let cache = SharedCache(store, mode: .readWrite)
    let steps = (0..<10).map { ToyStep(StepID("s\($0)"), ["x": .int($0)]) }
    let lines = try await run(steps, in: "one", cache)
    #expect(
      lines.filter { $0.contains("warning") }.map { $0.drop { $0 != "w" } } == [
        "warning: cache 'failing': no answer", "warning: cache 'failing': no answer",
        "warning: cache 'failing': no answer; it is left alone for the rest of this run",
      ]
    )
    #expect(lines.count { $0.hasSuffix(" built") } == 10)
    #expect(await store.requests == 3)
  }

  @Test(arguments: [Harm.otherContent, .longContent, .missingContent, .halfEntry, .entryOfOtherKey])
  func `a store in which all is damaged is left alone`(harm: Harm) async throws {
    let steps = (0..<10).map { ToyStep(StepID("s\($0)"), ["x": .int($0)]) }
    try await run(steps, in: "one", cache())
    try apply(harm)
    let lines = try await run(steps, in: "two", cache(.readOnly))
    #expect(lines.count { $0.hasSuffix(" built") } == 10)
    let warnings = lines.filter { $0.contains(" warning: ") }
    #expect(warnings.count == SharedCache.patience, "\(warnings)")
    #expect(warnings.last?.hasSuffix("; it is left alone for the rest of this run") == true)
  }

  @Test func `a store in which some is damaged is used on`() async throws {
    let steps = (0..<10).map { ToyStep(StepID("s\($0)"), ["x": .int($0)]) }
    try await run(steps, in: "one", cache())
    for path in try files("ac").enumerated().filter({ $0.offset % 2 == 0 }).map(\.element) {
      try Files.damage(path, with: "{")
    }
    let lines = try await run(steps, in: "two", cache())
    #expect(lines.count { $0.contains(" warning: ") } == 5)
    #expect(lines.count { $0.hasSuffix(" reused") } == 5)
  }

  @Test func `an entry with sizes that nothing has is damaged`() async throws {
    let steps = [ToyStep("a", ["x": .int(1)])]
    try await run(steps, in: "one", cache())
    let path = try #require(try files("ac").first)
    for size in ["9223372036854775807", "-1", "7"] {
      let text = try Files.read(path)
      let place = try #require(text.range(of: #""size":-?[0-9]+"#, options: .regularExpression))
      try Files.damage(path, with: text.replacingCharacters(in: place, with: "\"size\":\(size)"))
      let lines = try await run(steps, in: "with size \(size)", cache(.readOnly))
      #expect(lines.last == "a built")
      #expect(lines.contains { $0.contains(" is damaged; going on without it") }, "\(lines)")
      #expect(try toys("with size \(size)").workspace.verifyStore().isClean)
    }
  }

  @Test func `a store that may only be read is read on`() async throws {
    let store = FailingStore(SharedStoreError("not allowed", isRefusal: true), reads: true)
    let cache = SharedCache(store, mode: .readWrite)
    let steps = (0..<10).map { ToyStep(StepID("s\($0)"), ["x": .int($0)]) }
    let lines = try await run(steps, in: "one", cache)
    #expect(
      lines.filter { $0.contains("warning") }
        == ["s0 warning: cache 'failing': not allowed; results are not published there"]
    )
    #expect(await store.requests > 10)
  }
}

/// A store that answers nothing, or nothing but reads.
private actor FailingStore: SharedStore {
  nonisolated let name = "failing"
  let error: SharedStoreError
  let reads: Bool
  private(set) var requests = 0

  init(_ error: SharedStoreError, reads: Bool = false) {
    self.error = error
    self.reads = reads
  }

  private func read<Value>(_ value: Value) throws(SharedStoreError) -> Value {
    requests += 1
    if !reads { throw error }
    return value
  }

  private func refuse() throws(SharedStoreError) -> Never {
    requests += 1
    throw error
  }

  func entry(of key: Digest) async throws(SharedStoreError) -> [UInt8]? { try read(nil) }

  func keep(entry: [UInt8], of key: Digest) async throws(SharedStoreError) -> [UInt8] {
    try refuse()
  }

  func has(_ content: Digest, byteCount: Int) async throws(SharedStoreError) -> Bool {
    try read(false)
  }

  func fetch(
    _ content: Digest,
    byteCount: Int,
    to path: String
  ) async throws(SharedStoreError) -> Bool { try read(false) }

  func keep(
    _ content: Digest,
    byteCount: Int,
    from path: String
  ) async throws(SharedStoreError) { try refuse() }

  func putAside(content: Digest) async {}
  func putAside(entryOf key: Digest) async {}
}
