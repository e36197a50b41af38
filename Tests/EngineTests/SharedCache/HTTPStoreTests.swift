import Foundation
import HTTPCache
import TestSupport
import Testing

@testable import Engine
import EngineTestSupport

/// The cache behind a web server, against nginx.
@Suite(
  .timeLimit(.hang),
  .enabled(if: Nginx.program != nil, "nginx is not installed (Debian: nginx-light)")
)
struct NginxTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = TemporaryFolder()
  }

  private static let steps = [
    ToyStep("a", ["x": .int(1)]), ToyStep("b", reads: ["a"]), ToyStep("c", reads: ["b"]),
  ]

  private func run(
    in name: String,
    _ url: String,
    _ mode: SharedCache.Mode = .readWrite
  ) async throws -> [String] {
    let log = EventLog()
    let cache = SharedCache(try HTTPStore(url), mode: mode, maker: "anna@node3")
    let toys = try Toys(at: "\(folder.path)/\(name)")
    _ = try await toys.run(Self.steps, log, cache: cache)
    #expect(try toys.workspace.verifyStore().isClean)
    return log.lines.filter { !$0.hasPrefix("run ") }
  }

  @Test func `nginx conforms`() async throws {
    let server = try Nginx(in: "\(folder.path)/nginx")
    let url = server.url
    try await StoreConformance(
      sides: { _ in try HTTPStore(url) },
      folder: folder.path,
      firstEntryWins: false
    ).check()
    server.stop()
  }

  @Test func `what one workspace has made the other takes`() async throws {
    let server = try Nginx(in: "\(folder.path)/nginx")
    #expect(try await run(in: "one", server.url + "/").last == "c built")
    #expect(try Files.names(in: "\(server.store)/ac").count == 3)
    let log = EventLog()
    let states = try await Staleness.states(
      of: try Plan.make(Self.steps),
      in: try Toys(at: "\(folder.path)/two").workspace,
      asking: SharedCache(try HTTPStore(server.url), mode: .readOnly),
      warn: { log.add($0) }
    )
    #expect(
      states.map { "\($0.state)" }.last == "from the cache '\(server.url)', made by anna@node3"
    )
    #expect(try await run(in: "two", server.url) == ["a reused", "b reused", "c reused"])
    #expect(log.lines.isEmpty)
  }

  @Test(arguments: ["", "short", "of the right length"])
  func `content that was changed on the server is a miss, and is sent again`(
    damage: String
  ) async throws {
    let server = try Nginx(in: "\(folder.path)/nginx")
    _ = try await run(in: "one", server.url)
    for path in try Files.all(below: "\(server.store)/cas") {
      let text = try Files.read(path)
      let other = damage.hasPrefix("of") ? String(repeating: "?", count: text.utf8.count) : damage
      try Files.write(other, to: path)
    }
    let lines = try await run(in: "two", server.url)
    #expect(lines.filter { $0.hasSuffix(" built") }.count == 3)
    #expect(lines.contains { $0.contains(" warning: cache '\(server.url)': ") })
    #expect(try await run(in: "three", server.url) == ["a reused", "b reused", "c reused"])
  }

  @Test func `an entry that was changed on the server is a miss, and is sent again`()
    async throws
  {
    let server = try Nginx(in: "\(folder.path)/nginx")
    _ = try await run(in: "one", server.url)
    for path in try Files.all(below: "\(server.store)/ac") { try Files.write("{}", to: path) }
    #expect(try await run(in: "two", server.url).count { $0.hasSuffix(" built") } == 3)
    #expect(try await run(in: "three", server.url) == ["a reused", "b reused", "c reused"])
  }

  @Test func `a server that refuses to be written is read, with one warning`() async throws {
    let server = try Nginx(in: "\(folder.path)/nginx")
    _ = try await run(in: "one", server.url)
    server.stop()
    let reader = try Nginx(in: "\(folder.path)/nginx", isReadOnly: true)
    #expect(try await run(in: "two", reader.url) == ["a reused", "b reused", "c reused"])
    try FileManager.default.removeItem(atPath: "\(reader.store)/ac")
    try FileManager.default.removeItem(atPath: "\(reader.store)/cas")
    let lines = try await run(in: "three", reader.url)
    #expect(
      lines.filter { $0.contains("warning") } == [
        "a warning: cache '\(reader.url)': the server answers with status 403 to publishing; "
          + "results are not published there"
      ]
    )
    #expect(lines.last == "c built")
  }

  @Test func `a server that goes away fails no step`() async throws {
    let server = try Nginx(in: "\(folder.path)/nginx")
    _ = try await run(in: "one", server.url)
    server.stop()
    let lines = try await run(in: "two", server.url)
    #expect(lines.count { $0.hasSuffix(" built") } == 3)
    #expect(lines.count { $0.contains("warning") } == SharedCache.patience)
  }
}

/// What servers do that no cache should.
@Suite(.timeLimit(.hang))
struct HTTPStoreTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = TemporaryFolder()
  }

  @Test(
    arguments: [
      .silence, .status(500), .status(503), .status(403), .status(302), .truncated, .noise, .hangUp,
    ] as [ScriptedAnswer]
  )
  func `a failing server fails no step and is left alone after a while`(
    answer: ScriptedAnswer
  ) async throws {
    let server = try ScriptedServer(answer)
    let store = try HTTPStore(server.url, connectTimeout: .seconds(2), stallTimeout: 1)
    let log = EventLog()
    let steps = (0..<8).map { ToyStep(StepID("s\($0)"), ["x": .int($0)]) }
    let result = try await Toys(at: folder.workspacePath).run(
      steps,
      log,
      cache: SharedCache(store, mode: .readWrite)
    )
    #expect(result.steps.allSatisfy { $0.outcome == .built })
    let warnings = log.lines.filter { $0.contains(" warning: cache '\(server.url)': ") }
    #expect(warnings.count == SharedCache.patience)
    #expect(warnings.last?.hasSuffix("; it is left alone for the rest of this run") == true)
    #expect(server.connections <= 2 * SharedCache.patience)
  }

  @Test func `a server that answers everything with the same page is left alone after a while`()
    async throws
  {
    let server = try ScriptedServer(.body("<html>please log in</html>"))
    let log = EventLog()
    let steps = (0..<10).map { ToyStep(StepID("s\($0)"), ["x": .int($0)]) }
    let result = try await Toys(at: folder.workspacePath).run(
      steps,
      log,
      cache: SharedCache(try HTTPStore(server.url), mode: .readWrite)
    )
    #expect(result.steps.allSatisfy { $0.outcome == .built })
    let warnings = log.lines.filter { $0.contains(" warning: ") }
    #expect(warnings.count == SharedCache.patience)
    #expect(warnings.first?.contains("the entry of key ") == true)
    #expect(
      warnings.last?.hasSuffix(" is damaged; it is left alone for the rest of this run") == true
    )
  }

  @Test func `more is never read than what was promised`() async throws {
    let server = try ScriptedServer(.body(String(repeating: "x", count: 100_000)))
    let copy = "\(folder.path)/copy"
    let store = try HTTPStore(server.url)
    #expect(try await store.fetch(Digest(of: []), byteCount: 10, to: copy))
    #expect(try Files.read(copy).utf8.count == 11)
  }

  @Test func `nobody answers`() async throws {
    let port = try LoopbackSocket.freePort()
    let store = try HTTPStore("http://127.0.0.1:\(port)")
    let error = await #expect(throws: SharedStoreError.self) {
      try await store.entry(of: Digest(of: []))
    }
    #expect(error?.problem.contains("127.0.0.1 port \(port)") == true)
  }

  @Test(arguments: [
    ("https://anna:secret@cache.example", "no name and password"), ("ftp://x", "begins with"),
    ("http://", "is no URL"), ("http://x/a b", "is no URL"), ("http://x/?a=1", "is no URL"),
  ])
  func `a URL that must not be used is refused`(url: String, problem: String) {
    let error = #expect(throws: SharedStoreError.self) { try HTTPStore(url) }
    #expect(error?.problem.contains(problem) == true)
    #expect(error?.problem.contains("secret") == false)
  }

  @Test func `an authorization is sent in the open to this machine alone`() throws {
    #expect(throws: SharedStoreError.self) {
      try HTTPStore("http://cache.example", authorization: "Bearer x")
    }
    #expect(throws: SharedStoreError.self) {
      try HTTPStore("http://127.0.0.1.example", authorization: "Bearer x")
    }
    #expect(throws: SharedStoreError.self) {
      try HTTPStore("https://cache.example", authorization: "Bearer x\r\nHost: y")
    }
    for url in ["https://cache.example", "http://127.0.0.1:80", "http://[::1]:80/x"] {
      _ = try HTTPStore(url, authorization: "Bearer x")
    }
  }
}
