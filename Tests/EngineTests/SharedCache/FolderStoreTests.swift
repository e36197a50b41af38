import Foundation
import System
import TestSupport
import Testing

@testable import Engine

@Suite(.timeLimit(.hang))
struct FolderStoreTests {
  private let folder: TemporaryFolder
  private var root: String { "\(folder.path)/cache" }

  init() throws {
    folder = TemporaryFolder()
  }

  private func store(
    isWritable: Bool = true,
    leaseExpiry: Duration = .seconds(120)
  ) throws -> FolderStore {
    try FolderStore(at: root, isWritable: isWritable, leaseExpiry: leaseExpiry)
  }

  private func path(_ area: String, _ digest: Digest) -> String {
    "\(root)/\(area)/\(digest.hexadecimal.prefix(2))/\(digest.hexadecimal)"
  }

  @Test func `a folder of the local file system conforms`() async throws {
    let root = root
    _ = try store()
    try await StoreConformance(
      sides: { _ in try FolderStore(at: root, isWritable: true) },
      folder: folder.path
    ).check()
    #expect(try Files.names(in: "\(root)/tmp").isEmpty)
    #expect(try Files.names(in: "\(root)/corrupt").isEmpty)
  }

  @Test func `what is kept is read-only and nothing else is left`() async throws {
    let source = folder.write("content", to: "source")
    let digest = Digest(of: "content".utf8)
    try await store().keep(digest, byteCount: 7, from: source)
    _ = try await store().keep(entry: [1], of: digest)
    for area in ["cas/sha256", "ac"] {
      let status = try #require(try FileSystem.status(of: path(area, digest)))
      #expect(status.permissions == 0o444)
      #expect(status.linkCount == 1)
    }
    // Changing the source changes nothing in the store.
    folder.write("CONTENT", to: "source")
    #expect(try Files.read(path("cas/sha256", digest)) == "content")
  }

  @Test func `folders have the rights of the store's own folder`() async throws {
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
    chmod(root, 0o2775)
    _ = try await store().keep(entry: [1], of: Digest(of: [1]))
    for name in ["cas", "ac", "tmp", "lease", "ac/\(Digest(of: [1]).hexadecimal.prefix(2))"] {
      let status = try #require(try FileSystem.status(of: "\(root)/\(name)"))
      #expect(status.permissions == 0o2775)
    }
  }

  @Test func `a writer that is killed leaves no content and no entry behind`() async throws {
    let source = folder.write(String(repeating: "x", count: 3_000_000), to: "source")
    let digest = Digest(of: String(repeating: "x", count: 3_000_000).utf8)
    let root = root
    for microseconds in [0, 300, 1000, 3000, 8000, 20000] as [UInt32] {
      _ = await #expect(processExitsWith: .signal(SIGKILL)) {
        [root = root as String, source = source as String, microseconds = microseconds as UInt32] in
        DispatchQueue.global().async {
          usleep(microseconds)
          kill(getpid(), SIGKILL)
        }
        let digest = Digest(of: String(repeating: "x", count: 3_000_000).utf8)
        let store = try FolderStore(at: root, isWritable: true)
        while true {
          try await store.keep(digest, byteCount: 3_000_000, from: source)
          _ = try await store.keep(entry: [1, 2, 3], of: digest)
          try FileManager.default.removeItem(atPath: root + "/cas")
          try FileManager.default.removeItem(atPath: root + "/ac")
          _ = try FolderStore(at: root, isWritable: true)
        }
      }
      let store = try store()
      if try await store.has(digest, byteCount: 3_000_000) {
        #expect(try FileSystem.digest(ofFile: path("cas/sha256", digest)) == digest)
      }
      if let entry = try await store.entry(of: digest) { #expect(entry == [1, 2, 3]) }
    }
    try await store().keep(digest, byteCount: 3_000_000, from: source)
    #expect(try FileSystem.digest(ofFile: path("cas/sha256", digest)) == digest)
  }

  @Test func `a content with another size is replaced`() async throws {
    let source = folder.write("content", to: "source")
    let digest = Digest(of: "content".utf8)
    try await store().keep(digest, byteCount: 7, from: source)
    try Files.damage(path("cas/sha256", digest), with: "cont")
    #expect(try await !store().has(digest, byteCount: 7))
    try await store().keep(digest, byteCount: 7, from: source)
    #expect(try Files.read(path("cas/sha256", digest)) == "content")
    #expect(try Files.names(in: "\(root)/corrupt").count == 1)
  }

  @Test func `only the last folder is made, and none for a reader`() throws {
    #expect(throws: SharedStoreError.self) {
      try FolderStore(at: "\(folder.path)/not/there", isWritable: true)
    }
    #expect(throws: SharedStoreError.self) { try store(isWritable: false) }
    #expect(folder.names.isEmpty)
    _ = try store()
    #expect(folder.names == ["cache"])
    folder.write("x", to: "file")
    #expect(throws: SharedStoreError.self) {
      try FolderStore(at: "\(folder.path)/file", isWritable: true)
    }
  }

  @Test func `a lease is one maker's until it is taken back`() async throws {
    let key = Digest(of: "key".utf8)
    let (first, second) = (try store(), try store())
    guard case .granted(let hold) = await first.lease(key) else {
      Issue.record("nobody held it")
      return
    }
    guard case .held(let maker, _) = await second.lease(key) else {
      Issue.record("it was given twice")
      return
    }
    #expect(maker == SharedCache.userAndHost)
    await hold.renew()
    guard case .held = await second.lease(key) else {
      Issue.record("it was given twice")
      return
    }
    await hold.end()
    guard case .granted = await second.lease(key) else {
      Issue.record("it was not given on")
      return
    }
  }

  @Test func `a lease without a sign of life is given on, and its old owner cannot end it`()
    async throws
  {
    let key = Digest(of: "key".utf8)
    let (first, second) = (try store(), try store(leaseExpiry: .milliseconds(100)))
    guard case .granted(let hold) = await first.lease(key) else {
      Issue.record("nobody held it")
      return
    }
    // Each sign of life begins the wait anew.
    for _ in 0..<4 {
      await hold.renew()
      guard case .held = await second.lease(key) else {
        Issue.record("it was taken from a living maker")
        return
      }
      try await Task.sleep(for: .milliseconds(60))
    }
    try await Task.sleep(for: .milliseconds(150))
    guard case .granted = await second.lease(key) else {
      Issue.record("it was not taken from a dead maker")
      return
    }
    await hold.renew()
    await hold.end()
    #expect(Files.exists("\(root)/lease/\(key.hexadecimal)"))
  }

  #if os(Linux)
  @Test func `a lease of a process that ended is given on at once`() async throws {
    let key = Digest(of: "key".utf8)
    let (root, store) = (root, try store())
    await #expect(processExitsWith: .success) { [root = root as String] in
      let store = try FolderStore(at: root, isWritable: true)
      guard case .granted = await store.lease(Digest(of: "key".utf8)) else { exit(1) }
      // Without a word, as one that is killed.
      exit(0)
    }
    #expect(Files.exists("\(root)/lease/\(key.hexadecimal)"))
    guard case .granted = await store.lease(key) else {
      Issue.record("a dead process is waited for")
      return
    }
  }
  #endif

  @Test func `where no lease can be made, everybody may make everything`() async throws {
    let store = try store()
    try FileManager.default.removeItem(atPath: "\(root)/lease")
    for _ in 0..<2 {
      guard case .granted = await store.lease(Digest(of: "key".utf8)) else {
        Issue.record("somebody has to wait for nothing")
        return
      }
    }
  }
}
