#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The limits that the system sets to this process (`ulimit`), below which nothing works.
///
/// The runtime's threads and files are made where no error can be told: with fewer it hangs or
/// crashes. So a limit that is too low is told before.
enum ResourceLimits {
  /// The fewest open files.
  private static let leastFiles: UInt64 = 32

  /// The least address space in bytes: what libraries take, and the stacks of a thread for each core.
  ///
  /// With two cores the program hung below 270 MB.
  private static var leastMemory: UInt64 {
    UInt64(384 + 32 * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) << 20
  }

  /// What is too low, as a sentence; nil where nothing is.
  static var problem: String? {
    if let files = limit(RLIMIT_NOFILE), files < leastFiles {
      return "the limit on open files is \(files), and \(leastFiles) are the fewest (ulimit -n)"
    }
    if let memory = limit(RLIMIT_AS), memory < leastMemory {
      return
        "the limit on memory is \(memory >> 10) KiB, and \(leastMemory >> 10) KiB are the least (ulimit -v)"
    }
    return nil
  }

  #if canImport(Glibc)
  private static func limit(_ resource: __rlimit_resource) -> UInt64? {
    var limit = rlimit()
    return getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0
      ? UInt64(limit.rlim_cur) : nil
  }
  #else
  private static func limit(_ resource: Int32) -> UInt64? {
    var limit = rlimit()
    return getrlimit(resource, &limit) == 0 ? UInt64(limit.rlim_cur) : nil
  }
  #endif
}
