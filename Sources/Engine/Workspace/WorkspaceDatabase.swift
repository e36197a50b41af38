import GRDB
internal import System

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
  private let pool: any DatabaseWriter

  /// Opens the file, makes it where there is none, and brings it to the present version.
  ///
  /// The caller holds a lock that keeps a second process from opening at the same time.
  init(opening path: String) throws(WorkspaceError) {
    do {
      var configuration = Self.configuration
      // Apple's fsync stops at the drive's cache; elsewhere this changes nothing.
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA fullfsync = ON") }
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.read { try Self.refuseLaterVersion($0, path) }
      try Self.migrator.migrate(pool)
      self.path = path
      self.pool = pool
    } catch {
      throw WorkspaceError(error, database: path)
    }
  }

  /// Opens an existing file to read it, whatever its version up to the present one is.
  ///
  /// Nothing is written, so a folder that cannot be written is no obstacle.
  init(reading path: String) throws(WorkspaceError) {
    do {
      var configuration = Self.configuration
      configuration.readonly = true
      do {
        pool = try Self.opened(DatabasePool(path: path, configuration: configuration), path)
      } catch let error as DatabaseError
        where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
        && !FileSystem.exists("\(path)-wal")
      {
        // Nobody has it open, and the files that readers share cannot be made here. What nobody
        // has open and we cannot write is read as it lies there.
        let place = Self.immutable(path)
        pool = try Self.opened(DatabaseQueue(path: place, configuration: configuration), path)
      }
      self.path = path
    } catch {
      throw WorkspaceError(error, database: path)
    }
  }

  /// The database of a workspace that is not there: empty, and in memory alone.
  init(absentAt path: String) throws(WorkspaceError) {
    do {
      let queue = try DatabaseQueue()
      try Self.migrator.migrate(queue)
      self.path = path
      pool = queue
    } catch {
      throw WorkspaceError(error, database: path)
    }
  }

  /// Refuses a file that a later version wrote, before anything in it is touched.
  static func check(_ path: String) throws(WorkspaceError) {
    var configuration = Self.configuration
    configuration.readonly = true
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.read { try refuseLaterVersion($0, path) }
    } catch let error as WorkspaceError {
      throw error
    } catch {
      // What cannot be read without writing, as after a crash, is found out when it is opened.
    }
  }

  /// Keeps so many KiB of pages in memory that ten thousand records can be looked up one by one.
  static let pageCache = "PRAGMA cache_size = -65536"

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    configuration.label = "workspace"
    configuration.prepareDatabase { try $0.execute(sql: pageCache) }
    // Contents are hashed while a reader is held, so that few readers would be few hashing cores.
    configuration.maximumReaderCount = 32
    return configuration
  }

  private static func opened(
    _ database: any DatabaseWriter,
    _ path: String
  ) throws -> any DatabaseWriter {
    try database.read { try refuseLaterVersion($0, path) }
    return database
  }

  private static func refuseLaterVersion(_ database: Database, _ path: String) throws {
    let known = Set(migrator.migrations)
    let later = try migrator.appliedIdentifiers(database).filter { !known.contains($0) }
    guard let change = later.min() else { return }
    throw WorkspaceError.newerDatabase(path: path, change: change)
  }

  /// The name under which SQLite reads a file that does not change.
  private static func immutable(_ path: String) -> String {
    let name = path.utf8.reduce(into: "") { name, byte in
      let digits = String(byte, radix: 16, uppercase: true)
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        name += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return "file:\(name)?immutable=1"
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
