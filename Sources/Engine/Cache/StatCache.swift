private import Synchronization
internal import System

/// Remembers the digests of files, so that a file that did not change is not read again.
///
/// A digest counts for as long as the file's size, inode, device, modification time and change time
/// are those of the moment of hashing, and these times lie so far back that a later change must show
/// in them. All else, a damaged row and a failed look-up included, only costs the time of hashing.
///
/// Memory that can be mapped is the one hole: who keeps a file mapped for writing can change it and
/// leave its times as they are until the system writes the page out. Git, make and ninja have it too.
final class StatCache: Sendable {
  /// What is known of a name: the digest that a file's content had, and how the file looked then.
  struct Entry: Hashable, Sendable {
    var identity: FileIdentity
    var digest: Digest
  }

  private struct State {
    /// Files outside the store that were asked for; few, and asked for often.
    var files: [String: Entry] = [:]

    /// What the database does not have yet.
    var unsaved: [String: Entry] = [:]
  }

  private let state = Mutex(State())

  /// The present instant by the clock that file systems stamp with, in nanoseconds since 1970.
  private let now: @Sendable () -> Int64

  init(now: @escaping @Sendable () -> Int64 = { FileIdentity.now }) {
    self.now = now
  }

  /// The digest of a regular file outside the store.
  ///
  /// - Parameters:
  ///   - path: The file's absolute path.
  ///   - reader: Where earlier digests are found; nil asks memory alone.
  /// - Returns: The digest of its content.
  /// - Throws: `FileSystemError` where it cannot be read.
  func digest(
    ofFile path: String,
    _ reader: RecordReader?
  ) throws(FileSystemError) -> Digest {
    // Opened even where nothing will be read: on a network file system the times of an open file
    // are the server's, those of a name may be a minute old.
    let file = try FileDescriptor(path, for: .reading)
    let identity = try file.status().identity
    if let digest = known(path, identity, stored: { reader?.stat(of: path) }) { return digest }
    return try hash(file, identity, as: path)
  }

  /// Whether an object is in the store with the content that its digest says.
  ///
  /// - Parameters:
  ///   - artifact: What the object is.
  ///   - store: The store.
  ///   - stored: What the database knows of the object.
  /// - Returns: How the object was found.
  /// - Throws: `FileSystemError` where it cannot be looked at.
  func condition(
    of artifact: Artifact,
    in store: ArtifactStore,
    _ stored: Entry? = nil
  ) throws(FileSystemError) -> ArtifactStore.Condition {
    // One call for an object that is as it was; all else is looked at closely.
    if let identity = store.identity(of: artifact.digest), identity.size == artifact.byteCount,
      stored == Entry(identity: identity, digest: artifact.digest)
        || known(artifact.digest.hexadecimal, identity, stored: { nil }) == artifact.digest
    {
      return .intact
    }
    let name = artifact.digest.hexadecimal
    return try store.condition(of: artifact.digest, byteCount: artifact.byteCount) {
      (file) throws(FileSystemError) in
      try hash(file, try file.status().identity, as: name)
    }
  }

  /// Writes what was learned in one transaction; that it cannot be written is no failure.
  func save(to database: WorkspaceDatabase) {
    let entries = state.withLock { state in
      defer { state.unsaved = [:] }
      return state.unsaved
    }
    guard !entries.isEmpty else { return }
    try? database.save(entries)
  }

  /// Hashes an open file, and remembers the digest where it can be relied on.
  private func hash(
    _ file: FileDescriptor,
    _ identity: FileIdentity,
    as name: String
  ) throws(FileSystemError) -> Digest {
    let began = now()
    let digest = try FileSystem.digest(of: file).digest
    // A file that changed while it was read has the digest of no moment.
    guard
      !identity.isRacy(at: began), try file.status().identity == identity
    else { return digest }
    let entry = Entry(identity: identity, digest: digest)
    state.withLock { state in
      state.unsaved[name] = entry
      if name.hasPrefix("/") { state.files[name] = entry }
    }
    return digest
  }

  private func known(
    _ name: String,
    _ identity: FileIdentity,
    stored: () -> Entry?
  ) -> Digest? {
    let inMemory = state.withLock { $0.unsaved[name] ?? $0.files[name] }
    if let inMemory, inMemory.identity == identity { return inMemory.digest }
    guard let stored = stored(), stored.identity == identity else { return nil }
    if name.hasPrefix("/") { state.withLock { $0.files[name] = stored } }
    return stored.digest
  }
}
