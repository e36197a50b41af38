#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What the file system says of a file that would be different had its content changed.
///
/// The change time is kept by the system alone, so it also betrays an edit after which the
/// modification time was set back.
struct FileIdentity: Hashable, Sendable {
  /// In bytes.
  var size: Int64
  var inode: Int64
  var device: Int64

  /// When the content was written last, in nanoseconds since 1970.
  var modified: Int64

  /// When the content, the rights or a name changed last, in nanoseconds since 1970.
  var changed: Int64

  /// The coarsest steps that clocks of file systems move in, in nanoseconds.
  ///
  /// Two writes within one step cannot be told apart by their times. Linux moves the clock of its
  /// own file systems every 10 ms at most; FAT and old network file systems every two seconds.
  static let granularity: Int64 = 2_000_000_000

  /// Whether the file changed so shortly before an instant, in nanoseconds since 1970, that it may
  /// have changed since without a sign.
  ///
  /// Git calls such an entry of its index racily clean.
  func isRacy(at instant: Int64) -> Bool {
    // What lies in the future was stamped by another clock, of which nothing is known.
    max(modified, changed) > instant - Self.granularity
  }

  init(_ status: stat) {
    size = Int64(status.st_size)
    inode = Int64(truncatingIfNeeded: status.st_ino)
    device = Int64(truncatingIfNeeded: status.st_dev)
    #if canImport(Darwin)
    modified = Self.nanoseconds(status.st_mtimespec)
    changed = Self.nanoseconds(status.st_ctimespec)
    #else
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
    #endif
  }

  init(size: Int64, inode: Int64, device: Int64, modified: Int64, changed: Int64) {
    self.size = size
    self.inode = inode
    self.device = device
    self.modified = modified
    self.changed = changed
  }

  /// The present instant by the clock that file systems stamp with, in nanoseconds since 1970.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    // Times beyond the year 2262 wrap around; equal times stay equal.
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
