import GRDB
internal import System

extension WorkspaceDatabase {
  /// The table of the stat cache: names are absolute paths, or digests of objects in the store.
  static let statSchema = """
    CREATE TABLE file_stats (
      name TEXT PRIMARY KEY,
      size INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      device INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      digest TEXT NOT NULL,
      seal INTEGER NOT NULL
    ) WITHOUT ROWID;
    """

  /// Remembers digests of files in place of what was known under the same names.
  func save(_ entries: [String: StatCache.Entry]) throws(WorkspaceError) {
    try write(.process) { database in
      let insertion = try database.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO file_stats
            (name, size, inode, device, modified, changed, digest, seal)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """
      )
      // In the order of the names, in which the table's tree grows at its end.
      for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
        let identity = entry.identity
        try insertion.execute(arguments: [
          name, identity.size, identity.inode, identity.device, identity.modified,
          identity.changed, entry.digest.hexadecimal, entry.seal(of: name),
        ])
      }
    }
  }
}

extension RecordReader {
  /// What is known of the file with a name; nil also where the row is damaged or cannot be read.
  func stat(of name: String) -> StatCache.Entry? {
    let sql =
      "SELECT size, inode, device, modified, changed, digest, seal FROM file_stats WHERE name = ?"
    guard
      let statement = try? database.cachedStatement(sql: sql),
      // The row of a cursor gives a number for whatever a damaged field holds; a copy would end the program.
      let rows = try? Row.fetchCursor(statement, arguments: [name]), let row = try? rows.next(),
      let digest = (row[5] as String?).flatMap(Digest.init(hexadecimal:))
    else { return nil }
    return Self.entry(row, from: 0, of: name, digest: digest, seal: row[6])
  }

  /// The entry of a row whose five columns from one on are a file's identity; nil where a field is missing, or
  /// is another than the seal was put on.
  static func entry(
    _ row: Row,
    from column: Int,
    of name: String,
    digest: Digest,
    seal: Int64?
  ) -> StatCache.Entry? {
    guard
      let seal, let size = row[column] as Int64?, let inode = row[column + 1] as Int64?,
      let device = row[column + 2] as Int64?, let modified = row[column + 3] as Int64?,
      let changed = row[column + 4] as Int64?
    else { return nil }
    let identity = FileIdentity(
      size: size,
      inode: inode,
      device: device,
      modified: modified,
      changed: changed
    )
    let entry = StatCache.Entry(identity: identity, digest: digest)
    return entry.seal(of: name) == seal ? entry : nil
  }
}

extension StatCache.Entry {
  /// A number over the name and all fields, by which a damaged row is told.
  func seal(of name: String) -> Int64 {
    var seal = Seal()
    for byte in name.utf8 { seal.add(UInt64(byte)) }
    seal.add(digest)
    seal.add(identity.size)
    seal.add(identity.inode)
    seal.add(identity.device)
    seal.add(identity.modified)
    seal.add(identity.changed)
    return Int64(bitPattern: seal.sum)
  }
}

/// Adds numbers up to one; whatever single number is another, the sum is another.
///
/// A step is one of MurmurHash3's last steps (Appleby), which loses nothing of the sum before it.
private struct Seal {
  private(set) var sum: UInt64 = 1

  mutating func add(_ number: UInt64) {
    sum = (sum ^ number) &* 0xff51_afd7_ed55_8ccd
    sum ^= sum >> 33
  }

  mutating func add(_ number: Int64) { add(UInt64(bitPattern: number)) }

  mutating func add(_ digest: Digest) {
    add(digest.words.0)
    add(digest.words.1)
    add(digest.words.2)
    add(digest.words.3)
  }
}
