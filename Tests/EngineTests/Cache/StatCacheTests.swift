import Foundation
import GRDB
import System
import TestSupport
import Testing

@testable import Engine

/// Which files are read again, and that a change never stays unseen.
struct StatCacheTests {
  private let folder: TemporaryFolder
  private let toys: Toys
  private var input: String { "\(folder.path)/input" }

  init() throws {
    folder = TemporaryFolder()
    toys = try Toys(at: folder.workspacePath)
  }

  private var steps: [ToyStep] {
    [ToyStep("a", files: [InputFile(name: "in", path: input)]), ToyStep("b", reads: ["a"])]
  }

  /// A way to change a file.
  enum Change: CaseIterable, Sendable {
    case chmod, touch, sameBytesAgain, edit, editWithOldTime, replace, replaceWithOldTime, truncate
    case exchange, lengthen

    /// Whether the content is another one afterwards.
    var changesContent: Bool { ![.chmod, .touch, .sameBytesAgain].contains(self) }
  }

  /// Lets the times of a file lie so far back that its digest can be remembered.
  private func age(_ path: String) async throws {
    let status = try #require(try FileSystem.status(of: path))
    let identity = status.identity
    while identity.isRacy(at: FileIdentity.now) { try await Task.sleep(for: .milliseconds(20)) }
  }

  /// What the database remembers, by name.
  private func stored() throws -> [String: StatCache.Entry] {
    try toys.workspace.database.reading { (reader) throws(WorkspaceError) in
      var entries: [String: StatCache.Entry] = [:]
      do {
        for name in try String.fetchAll(reader.database, sql: "SELECT name FROM file_stats") {
          entries[name] = reader.stat(of: name)
        }
      } catch {
        throw WorkspaceError(error, database: "stats")
      }
      return entries
    }
  }

  /// The state of step 'a' as another process would find it: memory is empty.
  private func state() throws -> String {
    try #require(try Toys(at: folder.workspacePath).states(steps).first)
  }

  private func apply(_ change: Change, to path: String) throws {
    let before = try FileManager.default.attributesOfItem(atPath: path)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    var other = bytes
    other[0] ^= 1
    func writeInPlace(_ bytes: [UInt8]) throws {
      let file = try FileDescriptor(path, for: .locking)
      try file.write(bytes)
    }
    func restoreTime() throws {
      let date = try #require(before[.modificationDate] as? Date)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }
    let permissions = try #require(try FileSystem.status(of: path)).permissions & 0o777
    chmod(path, 0o644)
    defer { if change != .chmod { chmod(path, permissions) } }
    switch change {
    case .chmod: chmod(path, 0o600)
    case .touch: utimes(path, nil)
    case .sameBytesAgain: try writeInPlace(bytes)
    case .edit: try writeInPlace(other)
    case .editWithOldTime:
      try writeInPlace(other)
      try restoreTime()
    case .replace, .replaceWithOldTime:
      try FileSystem.write(other, to: "\(path).new")
      try FileSystem.rename("\(path).new", to: path)
      if change == .replaceWithOldTime { try restoreTime() }
    case .truncate: truncate(path, off_t(bytes.count - 1))
    case .lengthen: try Data(bytes + [10]).write(to: URL(filePath: path))
    case .exchange:
      // Both files were there all the time, so only the number of the file is another one.
      try FileSystem.write(other, to: "\(path).other")
      try FileSystem.rename(path, to: "\(path).old")
      try FileSystem.rename("\(path).other", to: path)
    }
  }

  @Test func `a file that did not change is not read again`() async throws {
    try Files.write("content", to: input)
    try await toys.run(steps)
    try await age(input)
    #expect(try state() == "a: made in run 1")
    let entry = try #require(try stored()[input])
    #expect(entry.digest == Digest(of: "content".utf8))
    // A digest that is no file's shows that it was believed and nothing was read.
    let lie = StatCache.Entry(identity: entry.identity, digest: Digest(of: "lie".utf8))
    try toys.workspace.database.save([input: lie])
    #expect(try state().contains("'in' changed"))
  }

  @Test(arguments: Change.allCases)
  func `a change of an input file is noticed`(change: Change) async throws {
    try Files.write("content", to: input)
    try await toys.run(steps)
    try await age(input)
    #expect(try state() == "a: made in run 1")
    let before = try #require(try stored()[input])
    try apply(change, to: input)
    #expect(try state().contains("'in' changed") == change.changesContent)
    if !change.changesContent {
      // It looks new, so it is hashed again, and remembered once a change of it must show.
      #expect(try stored()[input] == before)
      try await age(input)
      #expect(try state() == "a: made in run 1")
      #expect(try stored()[input] != before)
    }
  }

  @Test(arguments: Change.allCases)
  func `a change of an object in the store is noticed`(change: Change) async throws {
    try Files.write("content", to: input)
    try await toys.run(steps)
    let object = try toys.outputPath(of: "a")
    try await age(object)
    #expect(try state() == "a: made in run 1")
    #expect(try stored().keys.contains { object.hasSuffix($0.dropFirst(2)) })
    try apply(change, to: object)
    #expect(
      try state() == "a: " + (change.changesContent ? "artifact 'out' is damaged" : "made in run 1")
    )
  }

  // The clock stands still, as it does between two writes within one of its steps.
  @Test(arguments: [0, 1, FileIdentity.granularity - 1, -3_600_000_000_000])
  func `a digest is not remembered while a change could leave the times as they are`(
    age: Int64
  ) throws {
    try Files.write("content", to: input)
    let status = try #require(try FileSystem.status(of: input))
    let identity = status.identity
    let stats = StatCache(now: { max(identity.modified, identity.changed) + age })
    #expect(try stats.digest(ofFile: input, nil) == Digest(of: "content".utf8))
    stats.save(to: toys.workspace.database)
    #expect(try stored().isEmpty)
  }

  @Test(arguments: [
    "UPDATE file_stats SET digest = 'none'", "UPDATE file_stats SET seal = seal + 1",
    "UPDATE file_stats SET digest = '\(String(repeating: "0", count: 64))'",
    "UPDATE file_stats SET size = 'seven'", "UPDATE file_stats SET changed = x'00ff'",
    "UPDATE file_stats SET inode = 0.5", "DELETE FROM file_stats", "DROP TABLE file_stats",
  ])
  func `damaged rows only cost time`(damage: String) async throws {
    try Files.write("content", to: input)
    try await toys.run(steps)
    try await age(input)
    try await age(try toys.outputPath(of: "a"))
    #expect(try state() == "a: made in run 1")
    try await DatabaseQueue(path: "\(folder.workspacePath)/workspace.sqlite").write {
      try $0.execute(sql: damage)
    }
    #expect(try state() == "a: made in run 1")
    try apply(.edit, to: input)
    #expect(try state().contains("'in' changed"))
  }

  @Test func `what cannot be remembered fails nothing`() async throws {
    try Files.write("content", to: input)
    try await toys.run(steps)
    try await age(input)
    // Whoever writes has to wait, and an unwilling database refuses.
    try await DatabaseQueue(path: "\(folder.workspacePath)/workspace.sqlite").write {
      try $0.execute(
        sql: """
          DELETE FROM file_stats;
          CREATE TRIGGER refuse BEFORE INSERT ON file_stats
          BEGIN SELECT RAISE(ABORT, 'refused'); END
          """
      )
    }
    #expect(try state() == "a: made in run 1")
    #expect(try stored().isEmpty)
    #expect(try await toys.run(steps) == ["a reused", "b reused"])
  }

  @Test func `objects are known by their content in a workspace that moved`() async throws {
    try Files.write("content", to: input)
    try await toys.run(steps)
    try await age(try toys.outputPath(of: "b"))
    _ = try state()
    let moved = "\(folder.path)/moved"
    try FileManager.default.moveItem(atPath: folder.workspacePath, toPath: moved)
    let there = try Toys(at: moved)
    #expect(try there.states(steps) == ["a: made in run 1", "b: made in run 1"])
    let path = try there.outputPath(of: "b")
    try Files.damage(path, with: "<[CONTENT]>")
    #expect(try there.states(steps)[1] == "b: artifact 'out' is damaged")
  }

  @Test func `a folder and a missing file are told as before`() throws {
    #expect(try state().hasPrefix("a: file 'in': cannot read '\(input)'"))
    try FileManager.default.createDirectory(atPath: input, withIntermediateDirectories: false)
    #expect(try state() == "a: file 'in': cannot read '\(input)': Is a directory")
  }
}
