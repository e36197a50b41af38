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
    stats(Self.columns + "WHERE name = ?", name)[name]
  }

  /// What is known of the objects that a record's outputs are, by their names; one question for all
  /// of them, since it is asked for every step of a plan.
  func stats(ofOutputsOf record: StepRecord) -> [String: StatCache.Entry] {
    stats(Self.columns + Self.ofOutputs, record.key.hexadecimal)
  }

  private static let columns =
    "SELECT name, size, inode, device, modified, changed, digest, seal FROM file_stats "

  private static let ofOutputs = """
    JOIN (SELECT digest AS output FROM record_artifacts JOIN records ON record = id WHERE key = ?)
    ON name = output
    """

  /// The entries that a query finds, by their names, without damaged ones; none where it fails.
  private func stats(_ sql: String, _ argument: String) -> [String: StatCache.Entry] {
    guard
      let statement = try? database.cachedStatement(sql: sql),
      let rows = try? Row.fetchCursor(statement, arguments: [argument])
    else { return [:] }
    var entries: [String: StatCache.Entry] = [:]
    while let row = try? rows.next() {
      guard let name = row[0] as String?, let entry = Self.entry(row, of: name) else { continue }
      entries[name] = entry
    }
    return entries
  }

  /// The entry of a row; nil where a field is missing, or is another than the seal was put on.
  private static func entry(_ row: Row, of name: String) -> StatCache.Entry? {
    guard
      let size = row[1] as Int64?, let inode = row[2] as Int64?, let device = row[3] as Int64?,
      let modified = row[4] as Int64?, let changed = row[5] as Int64?,
      let digest = (row[6] as String?).flatMap(Digest.init(hexadecimal:)),
      let seal = row[7] as Int64?
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
