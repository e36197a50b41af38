import Engine
import EngineTestSupport
import Foundation
import GRDB
import TestSupport
import Testing

/// Databases of other versions of the program.
struct MigrationTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.workspacePath }
  private var database: String { "\(path)/workspace.sqlite" }

  /// Makes the workspace of a program with an earlier schema, which did three runs.
  private func makeWorkspace(ofSchema number: Int) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let dump = try Files.read(PackageFolder.path("Tests/Fixtures/workspace/schema-\(number).sql"))
    var configuration = Configuration()
    // The dump's tables come in the order of their names.
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: database, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
      try database.execute(sql: dump)
    }
    try queue.close()
  }

  private func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: database)) }

  @Test(arguments: [1, 4, 5]) func `an earlier schema is brought up to date with all that is in it`(
    schema: Int
  ) async throws {
    try makeWorkspace(ofSchema: schema)
    let toys = try Toys(at: path)
    let runs = try toys.workspace.runs()
    #expect(runs.map(\.id.rawValue) == [3, 2, 1])
    #expect(runs.map(\.outcome) == [.succeeded, .succeeded, .succeeded])
    #expect(runs.first?.manifestName == "small")
    let steps = try toys.workspace.steps(of: RunID(rawValue: 1))
    #expect(steps.count == 10)
    let key = try #require(steps.first?.key)
    #expect(try toys.workspace.record(of: key)?.artifacts.count == 4)
    #expect(try toys.workspace.lastKey(of: "generate")?.digest == key)
    #expect(try toys.workspace.journal.entries().count == 2)
    #expect(try toys.workspace.provenance(of: RunID(rawValue: 3)) == nil)
    try await toys.run([ToyStep("a")])
    #expect(try toys.workspace.runs(limit: 1).first?.id == RunID(rawValue: 4))
    let applied = try await DatabaseQueue(path: database).read { database in
      try String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations ORDER BY 1")
    }
    #expect(applied.contains("1-records-runs-journal") && applied.contains("2-runs-provenance"))
  }

  @Test(arguments: [1, 5]) func `an earlier schema is read as it is where nothing may be written`(
    schema: Int
  ) throws {
    try makeWorkspace(ofSchema: schema)
    let before = try bytes()
    let workspace = try Workspace.openReadOnly(at: path)
    let run = try #require(try workspace.runs().first)
    #expect(try workspace.status(of: run) == .done)
    #expect(try workspace.provenance(of: run.id) == nil)
    #expect(try workspace.outcomeCounts(of: run.id) == ["reused": 10])
    #expect(try workspace.charges(of: [], by: run.id).isEmpty)
    #expect(try workspace.journal.entries().map(\.adoptedModel) == [nil, nil])
    #expect(try bytes() == before)
    #expect(!Files.exists("\(path)/locks"))
  }

  @Test(arguments: [true, false]) func `a later database is named and nothing is touched`(
    isReadOnly: Bool
  ) throws {
    try makeWorkspace(ofSchema: 1)
    let queue = try DatabaseQueue(path: database)
    try queue.write { database in
      try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('9-from-the-future')")
    }
    try queue.close()
    let before = try bytes()
    let error = #expect(throws: WorkspaceError.self) {
      _ = isReadOnly ? try Workspace.openReadOnly(at: path) : try Workspace.open(at: path)
    }
    #expect(
      error?.problem
        == "'\(path)/workspace.sqlite' was written by a later version of this program: this one does "
        + "not know the change '9-from-the-future'"
    )
    #expect(error?.hint == "use the later version, or another workspace")
    #expect(try bytes() == before)
    // Beside it may lie what SQLite needs for reading.
    #expect(try Files.names(in: path).allSatisfy { $0.hasPrefix("workspace.sqlite") })
  }

  @Test func `a workspace that is not there is empty and is not made`() throws {
    let workspace = try Workspace.absent(at: path)
    #expect(try workspace.runs().isEmpty)
    let states = try Staleness.states(of: try Plan.make([ToyStep("a")]), in: workspace)
    #expect(states.map { "\($0.state)" } == ["never made"])
    #expect(!Files.exists(path))
    #expect(throws: WorkspaceError.self) { try Workspace.openReadOnly(at: path) }
    #expect(!Files.exists(path))
  }
}
