import Engine
import EngineTestSupport
import Foundation
import GRDB
import TestSupport
import Testing

struct WorkspaceTests {
  private let folder: TemporaryFolder
  private var path: String { folder.workspacePath }
  private var database: String { "\(folder.workspacePath)/workspace.sqlite" }

  init() throws {
    folder = TemporaryFolder()
  }

  private func problem(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? WorkspaceError)?.description
    }
  }

  @Test func `a new workspace is ignored by Git and has an absolute path`() throws {
    let workspace = try Workspace.open(at: "\(folder.path)/x/../deep/er/.manifest-run")
    #expect(workspace.path.hasSuffix("/deep/er/.manifest-run"))
    #expect(!workspace.path.contains(".."))
    #expect(try Files.read("\(workspace.path)/.gitignore") == "*\n")
    #expect(
      try Files.names(in: workspace.path).filter { !$0.hasPrefix("workspace.sqlite-") }
        == [".gitignore", "locks", "runs", "store-1", "tmp", "workspace.sqlite"]
    )
  }

  @Test func `opening again changes nothing, and a lost gitignore comes back`() throws {
    _ = try Workspace.open(at: path)
    try FileManager.default.removeItem(atPath: "\(path)/.gitignore")
    _ = try Workspace.open(at: path)
    #expect(try Files.read("\(path)/.gitignore") == "*\n")
    try Files.write("!keep\n", to: "\(path)/.gitignore")
    _ = try Workspace.open(at: path)
    #expect(try Files.read("\(path)/.gitignore") == "!keep\n")
  }

  @Test func `no gitignore is written into a folder that was there`() throws {
    for name in ["own", "empty"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(name)",
        withIntermediateDirectories: false
      )
    }
    folder.write("mine", to: "own/notes.txt")
    for name in ["own", "empty", "own"] {
      _ = try Workspace.open(at: "\(folder.path)/\(name)")
      #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/\(name)/.gitignore"))
    }
    _ = try Workspace.open(at: "\(folder.path)/new/deep")
    #expect(try Files.read("\(folder.path)/new/deep/.gitignore") == "*\n")
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/new/.gitignore"))
    // The server makes it for its own state, before any run.
    folder.write("state", to: "served/.manifest-run/serve/lock")
    _ = try Workspace.open(at: "\(folder.path)/served/.manifest-run")
    #expect(try Files.read("\(folder.path)/served/.manifest-run/.gitignore") == "*\n")
  }

  @Test(arguments: [0, 1])
  func `a database without content beside results is damaged`(size: Int) throws {
    let fresh = [UInt8](repeating: 0, count: size)
    _ = try Workspace.open(at: path)
    // Nothing was done yet, so nothing is lost.
    try Files.write(String(decoding: fresh, as: UTF8.self), to: database)
    for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + end) }
    _ = try Workspace.open(at: path)
    for left in ["runs/1/report.md", "store-1/objects/ab/cd", "workspace.sqlite-wal"] {
      let other = "\(folder.path)/\(left.prefix(3))/.manifest-run"
      _ = try Workspace.open(at: other)
      for end in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: "\(other)/workspace.sqlite\(end)")
      }
      try Files.write(String(decoding: fresh, as: UTF8.self), to: "\(other)/workspace.sqlite")
      folder.write("left", to: "\(left.prefix(3))/.manifest-run/\(left)")
      let words = "the database '\(other)/workspace.sqlite' is damaged: it has \(size) byte"
      for open in [{ try Workspace.open(at: other) }, { try Workspace.openReadOnly(at: other) }] {
        #expect(problem { _ = try open() }?.hasPrefix(words) == true)
      }
      // What is left of a log stays, for whoever can read it.
      #expect(folder.lines(of: "\(left.prefix(3))/.manifest-run/\(left)") == ["left"])
    }
  }

  @Test func `a later layout is refused`() throws {
    _ = try Workspace.open(at: path)
    try FileManager.default.createDirectory(
      atPath: "\(path)/store-2",
      withIntermediateDirectories: false
    )
    let error = #expect(throws: WorkspaceError.self) { try Workspace.open(at: path) }
    #expect(
      error?.problem.hasSuffix("has layout 2, and this version knows layout 1 at most") == true
    )
    #expect(error?.hint == "use the later version, or another workspace")
  }

  @Test func `a file that is no database is named`() throws {
    _ = try Workspace.open(at: path)
    for suffix in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: database + suffix)
    }
    try Files.write(String(repeating: "no database ", count: 1000), to: database)
    let error = #expect(throws: WorkspaceError.self) { try Workspace.open(at: path) }
    #expect(error?.problem.contains("workspace.sqlite' is damaged: file is not a database") == true)
    #expect(error?.hint?.contains("backup") == true)
  }

  @Test func `a database with damaged pages is named`() async throws {
    let toys = try Toys(at: path)
    try await toys.run((0..<40).map { ToyStep(StepID("s\($0)"), ["x": .int($0)]) })
    let copy = TemporaryFolder()
    let target = "\(copy.workspacePath)/workspace.sqlite"
    _ = try Workspace.open(at: copy.workspacePath)
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: target + suffix)
    }
    try DatabaseQueue(path: database).backup(to: try DatabaseQueue(path: target))
    var bytes = try Data(contentsOf: URL(fileURLWithPath: target))
    // The first page, with the schema, is left as it is.
    for place in stride(from: 4096, to: bytes.count, by: 7) { bytes[place] = 0xff }
    try bytes.write(to: URL(fileURLWithPath: target))
    let problem = problem {
      let damaged = try Toys(at: copy.workspacePath)
      _ = try damaged.states((0..<40).map { ToyStep(StepID("s\($0)"), ["x": .int($0)]) })
    }
    #expect(problem?.contains("is damaged") == true)
  }

  @Test(
    .timeLimit(.hang),
    arguments: ["", "-wal", "-shm"],
    [NoFile.folder, .pipe, .openPipe, .socket]
  )
  func `a database that became no file is named, and nobody waits for it`(
    suffix: String,
    other: NoFile
  ) throws {
    let root = folder.workspacePath
    _ = try Workspace.open(at: root)
    let path = "\(root)/workspace.sqlite\(suffix)"
    if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(filePath: path)) }
    let open = try other.replace(path)
    defer { close(open) }
    #expect(
      problem { _ = try Workspace.open(at: root) }?.hasSuffix("it is no regular file") == true
    )
    #expect(
      problem { _ = try Workspace.openReadOnly(at: root) }?
        .contains("'\(path)'") == true
    )
  }

  @Test func `a file in place of the workspace is named`() throws {
    let file = folder.write("", to: "file")
    #expect(
      problem { _ = try Workspace.open(at: file) }
        == "cannot make the folder '\(file)': File exists"
    )
    #expect(
      problem { _ = try Workspace.open(at: "\(file)/below") }
        == "cannot make the folder '\(file)/below': Not a directory"
    )
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func `a folder that cannot be written is named`() throws {
    chmod(folder.path, 0o555)
    let error = #expect(throws: WorkspaceError.self) { try Workspace.open(at: path) }
    chmod(folder.path, 0o755)
    #expect(error?.problem == "cannot make the folder '\(path)': Permission denied")
    #expect(error?.hint?.contains("right to read and write") == true)
  }

  @Test func `the history tells runs and steps`() async throws {
    let toys = try Toys(at: path)
    try await toys.run([ToyStep("a"), ToyStep("b", reads: ["a"])])
    let failing: ToyStep.Work = { (_) throws(StepFailure) in
      throw StepFailure("tuning", .provider("no credit"))
    }
    let steps = [
      ToyStep("a"), ToyStep("b", reads: ["a"], ["x": .int(1)], work: failing),
      ToyStep("c", reads: ["b"]),
    ]
    try await toys.run(steps)
    let runs = try toys.workspace.runs()
    #expect(runs.map(\.id.rawValue) == [2, 1])
    #expect(runs.map(\.outcome) == [.failed, .succeeded])
    #expect(runs.first?.manifestText == "manifest: 1")
    #expect(runs.first?.toolVersion == "1.2.3")
    #expect(runs.first?.ended == 1_000_000)
    let rows = try toys.workspace.steps(of: RunID(rawValue: 2))
    #expect(rows.map(\.outcome) == ["reused", "failed", "skipped"])
    #expect(rows.map(\.reason) == [nil, "tuning: no credit", "'b' failed"])
    #expect(try toys.workspace.runs(limit: 1).count == 1)
    #expect(try toys.workspace.lastKey(of: "b")?.parameters == [:])
    #expect(try toys.workspace.lastKey(of: "nobody") == nil)
    let key = try #require(rows.first?.key)
    let record = try #require(try toys.workspace.record(of: key))
    #expect(record.step == "a")
    #expect(record.run == RunID(rawValue: 1))
    #expect(try toys.workspace.key(key)?.digest == key)
  }

  @Test func `each run has a folder for what is written about it`() throws {
    let workspace = try Workspace.open(at: path)
    let first = try workspace.runFolder(RunID(rawValue: 7))
    #expect(first == "\(workspace.path)/runs/7")
    #expect(try workspace.runFolder(RunID(rawValue: 7)) == first)
    #expect(Files.exists(first))
  }
}
