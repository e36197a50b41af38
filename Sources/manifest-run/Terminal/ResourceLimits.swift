#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The limits that the system sets to this process (`ulimit`), below which nothing works.
///
/// Where the runtime can make no more threads or files it reports no error: it hangs or crashes. So the
/// program refuses a limit that is too low before anything else.
enum ResourceLimits {
  /// The fewest open files.
  private static let leastFiles: UInt64 = 32

  /// The least address space in bytes: what libraries take, and the stacks of a thread for each core.
  ///
  /// With two cores the program hung below 270 MB.
  private static func leastMemory() -> UInt64 {
    UInt64(384 + 32 * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) << 20
  }

  /// Refuses limits that are too low.
  static func require() throws(CommandFailure) {
    if let problem = problem() { throw CommandFailure(problem) }
  }

  /// What is too low, as a sentence; nil where nothing is.
  private static func problem() -> String? {
    if let files = limit(RLIMIT_NOFILE), files < leastFiles {
      return "the limit on open files is \(files), and \(leastFiles) are the fewest (ulimit -n)"
    }
    let least = leastMemory()
    if let memory = limit(RLIMIT_AS), memory < least {
      return
        "the limit on memory is \(memory >> 10) KiB, and \(least >> 10) KiB are the least (ulimit -v)"
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
