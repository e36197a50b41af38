internal import System

/// A shared store in a folder, which may lie on a network file system.
///
/// Below it lie `cas/sha256/ab/<digest>` (contents), `ac/ab/<key>` (entries), `tmp` (what is being
/// written), `corrupt` (what was found damaged) and `lease` (who is making what). A file is written
/// below `tmp`, saved, and published under its name with `link`, which makes the first of several
/// the only one. No lock is needed for that: locks are missing, local or stuck on too many file
/// systems. A result that is an error says little there either, so after each the name is opened:
/// what can be read is there.
package final class FolderStore: SharedStore {
  package let name: String

  /// The absolute path of the folder.
  let folder: String

  /// Announcements of others.
  let leases: LeaseBook

  /// Names what this process writes.
  private let writer: String

  /// The rights of the folders below, which are those of the store's own folder.
  private let rights: UInt32

  /// Opens a store, and makes its folder where there is none but the one above it is there.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - isWritable: Whether anything may be made in it.
  ///   - leaseExpiry: How long a maker may show no sign of life.
  /// - Throws: `SharedStoreError` where it cannot be used.
  package init(
    at path: String,
    isWritable: Bool,
    leaseExpiry: Duration = .seconds(120)
  ) throws(SharedStoreError) {
    name = path
    do throws(FileSystemError) {
      // Only the last folder: those above may be missing because nothing is mounted there.
      if isWritable {
        do {
          try FileSystem.makeFolder(path, permissions: 0o777)
        } catch {
          guard try FileSystem.status(of: path) != nil else { throw error }
        }
      }
      folder = path.hasPrefix("/") ? path : try FileSystem.absolutePath(path)
      rights = try FileDescriptor(folder, for: .folder).status().permissions
    } catch {
      throw SharedStoreError(error.description)
    }
    let random = UInt64.random(in: .min ... .max)
    writer = "\(SharedCache.userAndHost)-\(Host.process)-\(String(random, radix: 36))"
    leases = LeaseBook(
      folder: "\(folder)/lease",
      token: writer,
      maker: SharedCache.userAndHost,
      expiry: leaseExpiry
    )
    guard isWritable else { return }
    do throws(FileSystemError) {
      for name in ["cas", "cas/sha256", "ac", "tmp", "corrupt", "lease"] {
        try makeFolder("\(folder)/\(name)")
      }
    } catch {
      throw Self.failure(error)
    }
  }

  package func entry(of key: Digest) async throws(SharedStoreError) -> [UInt8]? {
    try await blocking { [self] () throws(FileSystemError) in
      try Self.ifThere { () throws(FileSystemError) in
        try Self.entry(at: path("ac", key))
      }
    }
  }

  package func keep(
    entry: [UInt8],
    of key: Digest
  ) async throws(SharedStoreError) -> [UInt8] {
    try await blocking { [self] () throws(FileSystemError) in
      let path = path("ac", key)
      try publish(at: path) { (temporary) throws(FileSystemError) in
        try FileSystem.writeNew(entry, to: temporary)
        return true
      }
      return try Self.insisting { () throws(FileSystemError) in
        try Self.entry(at: path)
      }
    }
  }

  package func has(
    _ content: Digest,
    byteCount: Int
  ) async throws(SharedStoreError) -> Bool {
    try await blocking { [self] () throws(FileSystemError) in
      try Self.size(ofFile: path("cas/sha256", content)) == byteCount
    }
  }

  package func fetch(
    _ content: Digest,
    byteCount: Int,
    to path: String
  ) async throws(SharedStoreError) -> Bool {
    try await blocking { [self] () throws(FileSystemError) in
      let source = self.path("cas/sha256", content)
      let copied: Void? = try Self.ifThere { () throws(FileSystemError) in
        try Self.insisting { () throws(FileSystemError) in
          try Self.reading(source) { (file) throws(FileSystemError) in
            try FileSystem.copy(file, toNew: path, limit: byteCount + 1)
          } orElse: { () throws(FileSystemError) in
            try FileSystem.writeNew([], to: path)
          }
        }
      }
      return copied != nil
    }
  }

  package func keep(
    _ content: Digest,
    byteCount: Int,
    from source: String
  ) async throws(SharedStoreError) {
    let isSame = try await blocking { [self] () throws(FileSystemError) -> Bool in
      let path = path("cas/sha256", content)
      let size = try Self.size(ofFile: path)
      if size == byteCount { return true }
      if size != nil { try FileSystem.rename(path, to: corruptPath(of: path)) }
      var isSame = true
      try publish(at: path) { (temporary) throws(FileSystemError) -> Bool in
        let file = try FileDescriptor(source, for: .readingUnfollowed)
        try FileSystem.copy(file, toNew: temporary)
        isSame = try FileSystem.digest(ofFile: temporary) == content
        return isSame
      }
      return isSame
    }
    guard isSame else {
      throw SharedStoreError("'\(source)' is damaged and is not published")
    }
  }

  package func putAside(content: Digest) async {
    await putAside(path("cas/sha256", content))
  }

  package func putAside(entryOf key: Digest) async {
    await putAside(path("ac", key))
  }

  package func lease(_ key: Digest) async -> SharedLease {
    await BlockingWork.result { [leases] _ in leases.lease(key) }
  }

  /// Moves a file to `corrupt`; who cannot do that leaves it to others.
  private func putAside(_ path: String) async {
    let target = corruptPath(of: path)
    await BlockingWork.result { _ in try? FileSystem.rename(path, to: target) }
  }

  private func corruptPath(of path: String) -> String {
    "\(folder)/corrupt/\(path.split(separator: "/").last ?? "unnamed")-\(temporaryName)"
  }

  private func path(_ area: String, _ digest: Digest) -> String {
    "\(folder)/\(area)/\(digest.hexadecimal.prefix(2))/\(digest.hexadecimal)"
  }

  private var temporaryName: String {
    "\(writer)-\(String(UInt64.random(in: .min ... .max), radix: 36))"
  }

  private func makeFolder(_ path: String) throws(FileSystemError) {
    do {
      // Whoever may write in the store may write in all of it, whatever the umask here is.
      if try FileSystem.makeFolder(path, permissions: 0o777) {
        FileSystem.setPermissions(rights, of: path)
      }
    } catch {
      guard error.code == .exists || Self.canOpen(path) else { throw error }
    }
  }
}

extension FolderStore {
  /// Writes a file and gives it its name, unless another has that name.
  ///
  /// - Parameters:
  ///   - path: The name.
  ///   - write: Makes the file at the path that it gets; false gives it up.
  /// - Throws: `FileSystemError` where there is no such file afterwards.
  private func publish(
    at path: String,
    _ write: (String) throws(FileSystemError) -> Bool
  ) throws(FileSystemError) {
    let parent = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
    try makeFolder(parent)
    let temporary = "\(folder)/tmp/\(temporaryName)"
    defer { FileSystem.remove(temporary) }
    guard try write(temporary) else { return }
    let file = try FileDescriptor(temporary, for: .reading)
    try file.setPermissions(0o444)
    try file.synchronize()
    try file.checkClosing()
    try name(temporary, path)
    // Some network file systems save no folders, and save names without being asked.
    try? FileSystem.synchronize(folder: parent)
  }

  /// Gives a file its name if it is free; that it is not is no error.
  private func name(_ temporary: String, _ path: String) throws(FileSystemError) {
    do {
      try FileSystem.link(temporary, as: path)
    } catch {
      if error.code == .exists { return }
      // An answer that was lost on the way makes an error of what was done, and some servers have
      // other errors for a name that is taken.
      if FileSystem.exists(path) || Self.canOpen(path) { return }
      // There are file systems without hard links. There the later of two writers may win, within
      // the moment between this look and the renaming.
      let withoutLinks: [Errno] = [
        .notPermitted, .notSupported, .notSupportedHere, .noSuchCall, .tooManyLinks, .denied,
      ]
      guard withoutLinks.contains(error.code) else { throw error }
      do {
        try FileSystem.rename(temporary, to: path)
      } catch {
        guard Self.canOpen(path) else { throw error }
      }
    }
  }

  private static func canOpen(_ path: String) -> Bool {
    do {
      _ = try FileDescriptor(path, for: .reading)
      return true
    } catch {
      return error.isNoFile
    }
  }

  /// An entry's bytes, at most one more than an entry may have; none where no file has its name.
  private static func entry(at path: String) throws(FileSystemError) -> [UInt8] {
    try reading(path) { (file) throws(FileSystemError) in
      try FileSystem.read(file, limit: SharedEntry.sizeLimit + 1)
    } orElse: {
      []
    }
  }

  /// A file's size in bytes, of which no file has a negative one; nil where nothing has its name.
  private static func size(ofFile path: String) throws(FileSystemError) -> Int? {
    // Opened, since the status of a name may be a minute old.
    try ifThere { () throws(FileSystemError) in
      try reading(path) { (file) throws(FileSystemError) in
        try file.status().size
      } orElse: {
        -1
      }
    }
  }

  /// A file of the store; nil where a folder, a pipe, a socket or a device has its name.
  private static func opened(_ path: String) throws(FileSystemError) -> FileDescriptor? {
    do {
      return try FileDescriptor(path, for: .reading)
    } catch {
      guard error.isNoFile else { throw error }
      return nil
    }
  }

  /// Reads a file, or finds a folder, a pipe, a socket or a device under its name, which is damage.
  private static func reading<Value>(
    _ path: String,
    _ read: (FileDescriptor) throws(FileSystemError) -> Value,
    orElse other: () throws(FileSystemError) -> Value
  ) throws(FileSystemError) -> Value {
    guard let file = try opened(path) else { return try other() }
    return try read(file)
  }

  /// What is read, or nil where there is no such file.
  private static func ifThere<Value>(
    _ read: () throws(FileSystemError) -> Value
  ) throws(FileSystemError) -> Value? {
    do {
      return try read()
    } catch {
      guard error.isMissing else { throw error }
      return nil
    }
  }

  /// Reads what is known to be there, or to come: a miss may be one that the system remembers.
  private static func insisting<Value>(
    _ read: () throws(FileSystemError) -> Value
  ) throws(FileSystemError) -> Value {
    for milliseconds in [5, 50, 300] {
      do {
        return try read()
      } catch {
        guard [.missing, .stale].contains(error.code) else { throw error }
        pause(.milliseconds(milliseconds))
      }
    }
    return try read()
  }

  /// Waits for the file system on a thread that nobody else needs.
  private func blocking<Value: Sendable>(
    _ work: @escaping @Sendable () throws(FileSystemError) -> Value
  ) async throws(SharedStoreError) -> Value {
    let result = await BlockingWork.result { _ in
      Result { () throws(FileSystemError) in try work() }
    }
    do {
      return try result.get()
    } catch {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: FileSystemError) -> SharedStoreError {
    let isRefusal = error.isRefusal && error.operation != "read"
    return SharedStoreError(error.description, isRefusal: isRefusal)
  }
}

extension FileSystem {
  /// Writes a file where none is yet.
  fileprivate static func writeNew(
    _ bytes: [UInt8],
    to path: String
  ) throws(FileSystemError) {
    let file = try FileDescriptor(path, for: .creating)
    try file.write(bytes)
    try file.checkClosing()
  }
}
