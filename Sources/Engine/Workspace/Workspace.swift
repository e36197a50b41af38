internal import System

/// The folder that holds all that runs leave behind: artifacts, records, history, journal.
///
/// Below it lie `workspace.sqlite` (records, history, journal), `store-1` (artifacts), `runs` (a
/// folder for what is written about each run), `tmp` (scratch of running steps) and `locks`.
package struct Workspace: Sendable {
  /// The number in the names of versioned folders; a program refuses a folder with a higher one.
  package static let layout = 1

  /// The absolute path of the folder.
  package let path: String
  package let store: ArtifactStore
  package let database: WorkspaceDatabase

  /// What is known of files that were hashed before.
  let stats = StatCache()

  /// What was begun at providers.
  package var journal: RunJournal { RunJournal(database: database) }

  /// Opens the workspace in a folder such as `.manifest-run`, and makes it where there is none.
  ///
  /// - Throws: `WorkspaceError` where the folder cannot be written, is of a later version, or has
  ///   a damaged database.
  package static func open(at path: String) throws(WorkspaceError) -> Workspace {
    do {
      let isNew = exists(at: path) ? false : try FileSystem.makeFolders(path)
      let root = try FileSystem.absolutePath(path)
      try refuseLaterVersion(of: root)
      for name in ["tmp", "runs", "locks"] { try FileSystem.makeFolder("\(root)/\(name)") }
      // Two processes must not make the folders and migrate the database at the same time.
      let gate = try FileDescriptor("\(root)/locks/open", for: .locking)
      defer { withExtendedLifetime(gate) {} }
      try gate.lock()
      // In a folder of the user's it would hide the user's own files.
      if isNew || isOwn(root), try FileSystem.status(of: "\(root)/.gitignore") == nil {
        try FileSystem.write(Array("*\n".utf8), to: "\(root)/.gitignore")
      }
      return Workspace(
        path: root,
        store: try ArtifactStore(at: "\(root)/store-\(layout)"),
        database: try WorkspaceDatabase(opening: "\(root)/workspace.sqlite")
      )
    } catch let error as WorkspaceError {
      throw error
    } catch let error as FileSystemError {
      throw .storage(error)
    } catch {
      preconditionFailure("neither a file's nor the workspace's error: \(error)")
    }
  }

  /// Opens the workspace in a folder to read it; nothing in it is made or changed.
  ///
  /// - Throws: `WorkspaceError` where there is none, or where it is of a later version or damaged.
  package static func openReadOnly(at path: String) throws(WorkspaceError) -> Workspace {
    let root = try WorkspaceError.storing { () throws(FileSystemError) in
      try FileSystem.absolutePath(path)
    }
    try refuseLaterLayout(of: root)
    try refuseLostDatabase(of: root)
    return Workspace(
      path: root,
      store: ArtifactStore(reading: "\(root)/store-\(layout)"),
      database: try WorkspaceDatabase(reading: "\(root)/workspace.sqlite")
    )
  }

  /// What stands for the workspace of a folder that has none; it is not made, and holds nothing.
  package static func absent(at path: String) throws(WorkspaceError) -> Workspace {
    Workspace(
      path: path,
      store: ArtifactStore(reading: "\(path)/store-\(layout)"),
      database: try WorkspaceDatabase(absentAt: "\(path)/workspace.sqlite")
    )
  }

  /// Whether a folder holds a workspace, or may: what cannot be looked into is told by opening it.
  package static func exists(at path: String) -> Bool {
    do {
      return try FileSystem.status(of: "\(path)/workspace.sqlite", followingLinks: true) != nil
    } catch {
      return true
    }
  }

  /// The name of the folder that a workspace is made in where none is named.
  package static let folderName = ".manifest-run"

  /// Whether a folder is the program's by its name; the server may have made it before any run.
  private static func isOwn(_ root: String) -> Bool { root.hasSuffix("/\(folderName)") }

  /// Whether a workspace can be written by this process.
  package static func isWritable(at path: String) -> Bool {
    FileSystem.isWritable(path) && FileSystem.isWritable("\(path)/workspace.sqlite")
  }

  /// The record of a cache key.
  package func record(of key: Digest) throws(WorkspaceError) -> StepRecord? {
    try database.reading { (reader) throws(WorkspaceError) in try reader.record(of: key) }
  }

  /// The fields, in clear, of a key that has a record.
  package func key(_ digest: Digest) throws(WorkspaceError) -> CacheKey? {
    try database.reading { (reader) throws(WorkspaceError) in try reader.clearKey(of: digest) }
  }

  /// The key that a step was last built or reused with.
  package func lastKey(of step: StepID) throws(WorkspaceError) -> CacheKey? {
    try database.reading { (reader) throws(WorkspaceError) in try reader.lastKey(of: step) }
  }

  /// Where a content is, if the store has it, as a path below the workspace's folder.
  package func relativePath(of digest: Digest) -> String {
    String(store.path(of: digest).dropFirst(path.count + 1))
  }

  private static func refuseLaterVersion(of root: String) throws(WorkspaceError) {
    try refuseLaterLayout(of: root)
    try refuseLostDatabase(of: root)
    if exists(at: root) { try WorkspaceDatabase.check("\(root)/workspace.sqlite") }
  }

  /// Refuses a database that is no file, and one without content beside what runs have left.
  private static func refuseLostDatabase(of root: String) throws(WorkspaceError) {
    let path = "\(root)/workspace.sqlite"
    // SQLite would wait for ever for a pipe's other end.
    for file in [path, "\(path)-wal", "\(path)-shm"] {
      guard let status = try? FileSystem.status(of: file, followingLinks: true),
        status.kind != .regular
      else { continue }
      let problem = "it is no regular file"
      throw file == path
        ? .damagedDatabase(path: file, problem: problem) : .database(path: file, problem: problem)
    }
    let lostSize: Int? = try WorkspaceError.storing { () throws(FileSystemError) in
      // SQLite takes a file of one byte for an empty one too, and an empty one for a new database,
      // whose log it removes.
      guard let size = try FileSystem.status(of: path)?.size, size < 2 else { return nil }
      if let log = try FileSystem.status(of: "\(path)-wal"), log.size > 0 { return size }
      return try holdsResults(root) ? size : nil
    }
    guard let size = lostSize else { return }
    throw .damagedDatabase(path: path, problem: "it has \(size) \(size == 1 ? "byte" : "bytes")")
  }

  /// Whether runs have left anything in a folder.
  private static func holdsResults(_ root: String) throws(FileSystemError) -> Bool {
    for folder in ["runs", "store-\(layout)/objects"] {
      let path = "\(root)/\(folder)"
      guard try FileSystem.status(of: path) != nil else { continue }
      for name in try FileSystem.names(in: path) {
        // The folders of objects are there from the start.
        guard folder != "runs", try FileSystem.names(in: "\(path)/\(name)").isEmpty else {
          return true
        }
      }
    }
    return false
  }

  private static func refuseLaterLayout(of root: String) throws(WorkspaceError) {
    let newest = try WorkspaceError.storing { () throws(FileSystemError) in
      try FileSystem.requireEntry(to: root)
      return try newestLayout(in: root)
    }
    guard newest <= layout else { throw .newerLayout(path: root, found: newest) }
  }

  /// Writes what is to be read about a run, as a whole or not at all, and returns the file's path.
  package func write(
    _ text: String,
    to name: String,
    of run: RunID
  ) throws(WorkspaceError) -> String {
    let path = "\(try runFolder(run))/\(name)"
    try WorkspaceError.storing { () throws(FileSystemError) in
      try FileSystem.write(Array(text.utf8), to: "\(path).new")
      try FileSystem.rename("\(path).new", to: path)
    }
    return path
  }

  /// The highest number in the names of versioned folders, or 0.
  private static func newestLayout(in root: String) throws(FileSystemError) -> Int {
    let prefix = "store-"
    let names = try FileSystem.names(in: root)
    return names.filter { $0.hasPrefix(prefix) }.compactMap { Int($0.dropFirst(prefix.count)) }
      .max() ?? 0
  }
}
