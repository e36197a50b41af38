#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What the file system says of a file or folder.
package struct FileStatus: Hashable, Sendable {
  /// What can be at a path.
  package enum Kind: Hashable, Sendable {
    case regular, folder, link, pipe

    /// A device or a socket.
    case other
  }

  package let kind: Kind

  /// Who may do what, the last twelve bits of the mode.
  package let permissions: UInt32

  /// The number of the user whom it belongs to.
  package let owner: UInt32

  /// The number of the group whom it belongs to.
  package let group: UInt32
  package let linkCount: Int
  package let identity: FileIdentity

  /// In bytes.
  package var size: Int { Int(identity.size) }

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .link
      case S_IFIFO: .pipe
      default: .other
      }
    permissions = UInt32(status.st_mode & 0o7777)
    owner = status.st_uid
    group = status.st_gid
    linkCount = Int(status.st_nlink)
    identity = FileIdentity(status)
  }
}

/// What of a file would be different had its content changed.
///
/// The change time is kept by the system alone, so it also betrays an edit after which the
/// modification time was set back.
package struct FileIdentity: Hashable, Sendable {
  /// In bytes.
  package var size: Int64
  package var inode: Int64
  package var device: Int64

  /// When the content was written last, in nanoseconds since 1970.
  package var modified: Int64

  /// When the content, the rights or a name changed last, in nanoseconds since 1970.
  package var changed: Int64

  /// The coarsest steps that clocks of file systems move in, in nanoseconds.
  ///
  /// Two writes within one step cannot be told apart by their times. Linux moves the clock of its
  /// own file systems every 10 ms at most; FAT and old network file systems every two seconds.
  package static let granularity: Int64 = 2_000_000_000

  /// Whether the file changed so shortly before an instant, in nanoseconds since 1970, that it may
  /// have changed since without a sign.
  ///
  /// Git calls such an entry of its index racily clean.
  package func isRacy(at instant: Int64) -> Bool {
    // What lies in the future was stamped by another clock, of which nothing is known.
    max(modified, changed) > instant - Self.granularity
  }

  /// Whether two are the same file, with whatever content.
  package func isSameFile(as other: FileIdentity) -> Bool {
    inode == other.inode && device == other.device
  }

  init(_ status: stat) {
    size = Int64(status.st_size)
    inode = Int64(truncatingIfNeeded: status.st_ino)
    device = Int64(truncatingIfNeeded: status.st_dev)
    #if canImport(Darwin)
    modified = nanoseconds(status.st_mtimespec)
    changed = nanoseconds(status.st_ctimespec)
    #else
    modified = nanoseconds(status.st_mtim)
    changed = nanoseconds(status.st_ctim)
    #endif
  }

  package init(size: Int64, inode: Int64, device: Int64, modified: Int64, changed: Int64) {
    self.size = size
    self.inode = inode
    self.device = device
    self.modified = modified
    self.changed = changed
  }

  /// The present instant by the clock that file systems stamp with, in nanoseconds since 1970.
  package static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
  }
}

private func nanoseconds(_ time: timespec) -> Int64 {
  // Times beyond the year 2262 wrap around; equal times stay equal.
  Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
}
