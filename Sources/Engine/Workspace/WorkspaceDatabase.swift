import GRDB

#if canImport(FoundationEssentials)
private import FoundationEssentials
#else
private import Foundation
#endif

/// The workspace's transactional file: records of finished steps, run history, journal.
///
/// All functions block for the time of a transaction. Readers never wait for writers.
package struct WorkspaceDatabase: Sendable {
  /// Whether a transaction must survive a power cut, or only the end of the process.
  enum Durability {
    case process
    case powerCut
  }

  /// The absolute path of the file.
  package let path: String
  private let pool: DatabasePool

  /// Opens the file, makes it where there is none, and brings it to the present version.
  ///
  /// The caller holds a lock that keeps a second process from opening at the same time.
  init(opening path: String) throws(WorkspaceError) {
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    configuration.label = "workspace"
    // Contents are hashed while a reader is held, so that few readers would be few hashing cores.
    configuration.maximumReaderCount = 32
    // Apple's fsync stops at the drive's cache; elsewhere this changes nothing.
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA fullfsync = ON") }
    do {
      let pool = try DatabasePool(path: path, configuration: configuration)
      if try pool.read(Self.migrator.hasBeenSuperseded) {
        throw WorkspaceError.newerDatabase(path: path)
      }
      try Self.migrator.migrate(pool)
      self.path = path
      self.pool = pool
    } catch {
      throw WorkspaceError(error, database: path)
    }
  }

  /// Reads in one transaction, which sees one state of the database.
  func read<Value>(_ body: (Database) throws -> Value) throws(WorkspaceError) -> Value {
    do {
      return try pool.read(body)
    } catch {
      throw WorkspaceError(error, database: path)
    }
  }

  /// Writes in one transaction, which happens as a whole or not at all.
  func write<Value>(
    _ durability: Durability,
    _ body: (Database) throws -> Value
  ) throws(WorkspaceError) -> Value {
    do {
      return try pool.writeWithoutTransaction { database in
        // Only the commit of a durable transaction waits for the disk; the setting cannot be
        // changed inside a transaction.
        try database.execute(
          sql: durability == .powerCut
            ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"
        )
        var value: Value?
        try database.inTransaction(.immediate) {
          value = try body(database)
          return .commit
        }
        guard let value else { preconditionFailure("a committed transaction has a value") }
        return value
      }
    } catch {
      throw WorkspaceError(error, database: path)
    }
  }

  /// A key in the clear form that records keep.
  static func clearForm(of key: CacheKey) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(key), as: UTF8.self)
  }

  /// Reads a key's clear form.
  static func key(inClear text: String) throws -> CacheKey {
    try JSONDecoder().decode(CacheKey.self, from: Data(text.utf8))
  }
}

extension WorkspaceError {
  /// What an error of the database means for its file at a path.
  init(_ error: any Error, database path: String) {
    switch error {
    case let error as WorkspaceError:
      self = error
    case let error as DatabaseError:
      let problem = error.message ?? "error \(error.extendedResultCode.rawValue)"
      self =
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damagedDatabase(path: path, problem: problem)
        case .SQLITE_FULL: .databaseFull(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: .databaseBusy(path: path)
        default: .database(path: path, problem: problem)
        }
    default:
      self = .damagedDatabase(path: path, problem: String(describing: error))
    }
  }
}
