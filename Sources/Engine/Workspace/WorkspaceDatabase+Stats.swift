import GRDB

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
  /// What is known of a name; nil also where the row is damaged or cannot be read.
  func stat(of name: String) -> StatCache.Entry? {
    guard
      let statement = try? database.cachedStatement(
        sql: """
          SELECT size, inode, device, modified, changed, digest, seal FROM file_stats
          WHERE name = ?
          """
      ),
      let row = try? Row.fetchOne(statement, arguments: [name]),
      let digest = (Self.value(row, 5) as String?).flatMap(Digest.init(hexadecimal:)),
      let size = Self.value(row, 0) as Int64?, let inode = Self.value(row, 1) as Int64?,
      let device = Self.value(row, 2) as Int64?, let modified = Self.value(row, 3) as Int64?,
      let changed = Self.value(row, 4) as Int64?, let seal = Self.value(row, 6) as Int64?
    else { return nil }
    let entry = StatCache.Entry(
      identity: FileIdentity(
        size: size,
        inode: inode,
        device: device,
        modified: modified,
        changed: changed
      ),
      digest: digest
    )
    return entry.seal(of: name) == seal ? entry : nil
  }

  /// The value of a column; nil where it has another type than it was written with.
  private static func value<Value: DatabaseValueConvertible>(_ row: Row, _ column: Int) -> Value? {
    Value.fromDatabaseValue(row[column] as DatabaseValue)
  }
}

extension StatCache.Entry {
  /// A number over all fields, by which a damaged row is told: 64-bit FNV-1a.
  func seal(of name: String) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for byte in name.utf8 { add(byte) }
    for byte in digest.hexadecimal.utf8 { add(byte) }
    let numbers = [
      identity.size, identity.inode, identity.device, identity.modified, identity.changed,
    ]
    for number in numbers {
      var rest = UInt64(bitPattern: number)
      for _ in 0..<8 {
        add(UInt8(truncatingIfNeeded: rest))
        rest >>= 8
      }
    }
    return Int64(bitPattern: hash)
  }
}
