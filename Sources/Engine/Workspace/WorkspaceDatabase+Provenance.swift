import GRDB

#if canImport(FoundationEssentials)
private import FoundationEssentials
#else
private import Foundation
#endif

extension WorkspaceDatabase {
  /// Where a run comes from; nil where it was not recorded.
  func provenance(of run: RunID) throws(WorkspaceError) -> RunProvenance? {
    try read { database in
      // A database of an earlier version that cannot be written stays without the table.
      guard try database.tableExists("run_provenance") else { return nil }
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT manifest_path, command, host, processor, cores, memory, system, git_commit,
            git_branch, git_changed, git_untracked, git_problem
          FROM run_provenance WHERE run = ?
          """,
        arguments: [run.rawValue]
      )
      return try row.map(Self.provenance)
    }
  }

  /// Notes what Git said of the repository when a run began.
  func save(_ repository: RunProvenance.Repository, of run: RunID) throws(WorkspaceError) {
    try write(.process) { database in
      try database.execute(
        sql: """
          UPDATE run_provenance SET git_commit = ?, git_branch = ?, git_changed = ?,
            git_untracked = ?, git_problem = ? WHERE run = ?
          """,
        arguments: [
          repository.commit, repository.branch, repository.changed, repository.untracked,
          repository.problem, run.rawValue,
        ]
      )
    }
  }

  /// Inserts where a run comes from, within a transaction.
  static func insert(
    _ provenance: RunProvenance,
    of run: RunID,
    into database: Database
  ) throws {
    let machine = provenance.machine
    try database.execute(
      sql: """
        INSERT INTO run_provenance (run, manifest_path, command, host, processor, cores, memory,
          system) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        run.rawValue, provenance.manifestPath,
        String(decoding: try JSONEncoder().encode(provenance.command), as: UTF8.self),
        machine.host, machine.processor, machine.cores, machine.memory, machine.system,
      ]
    )
  }

  private static func provenance(_ row: Row) throws -> RunProvenance {
    let command = try JSONDecoder().decode([String].self, from: Data((row[1] as String).utf8))
    let repository = RunProvenance.Repository(
      commit: row[7],
      branch: row[8],
      changed: row[9],
      untracked: row[10],
      problem: row[11]
    )
    return RunProvenance(
      manifestPath: row[0],
      command: command,
      machine: RunProvenance.Machine(
        host: row[2],
        processor: row[3],
        cores: row[4],
        memory: row[5],
        system: row[6]
      ),
      repository: repository == RunProvenance.Repository() ? nil : repository
    )
  }
}
