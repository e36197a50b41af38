package import System

/// Why a workspace cannot be used.
package enum WorkspaceError: Error, Hashable, Sendable {
  /// A file or folder of the workspace cannot be used.
  case storage(FileSystemError)

  /// The folder was made by a later version, whose layout has this number.
  case newerLayout(path: String, found: Int)

  /// The database was made by a later version, which made this change to its form.
  case newerDatabase(path: String, change: String)

  /// The database's file is damaged or is no database: what SQLite said.
  case damagedDatabase(path: String, problem: String)

  /// The database refused something: what SQLite said.
  case database(path: String, problem: String)

  /// The database's disk is full.
  case databaseFull(path: String)

  /// Another process kept the database to itself for too long.
  case databaseBusy(path: String)

  /// The problem as one sentence.
  package var problem: String {
    switch self {
    case .storage(let error): error.description
    case .newerLayout(let path, let found):
      "'\(path)' has layout \(found), and this version knows layout \(Workspace.layout) at most"
    case .newerDatabase(let path, let change):
      "'\(path)' was written by a later version of this program: this one does not know the change "
        + "'\(change)'"
    case .damagedDatabase(let path, let problem): "the database '\(path)' is damaged: \(problem)"
    case .database(let path, let problem): "cannot use the database '\(path)': \(problem)"
    case .databaseFull(let path): "cannot write the database '\(path)': no space left"
    case .databaseBusy(let path): "another process keeps the database '\(path)' to itself"
    }
  }

  /// What the user can do, where that is known.
  package var hint: String? {
    switch self {
    case .storage(let error): error.hint
    case .newerLayout, .newerDatabase: "use the later version, or another workspace"
    case .damagedDatabase:
      "restore it from a backup; where there is none, remove it, and every step is made again, paid ones "
        + "included"
    case .databaseFull: "make room on the disk and run again; what is finished is kept"
    case .databaseBusy: "wait for the other process, or end it, and run again"
    case .database: "check the rights of the file and of its folder, and the disk"
    }
  }
}

extension WorkspaceError {
  /// Does something with the workspace's files, and says of what goes wrong that it is theirs.
  static func storing<Value: ~Copyable>(
    _ body: () throws(FileSystemError) -> Value
  ) throws(WorkspaceError) -> Value {
    do {
      return try body()
    } catch {
      throw .storage(error)
    }
  }
}

extension WorkspaceError: CustomStringConvertible {
  package var description: String { problem }
}
