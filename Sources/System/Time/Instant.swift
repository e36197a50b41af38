#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// Points in time, in seconds since 1970, as people and programs write them.
package enum Instant {
  /// Now.
  package static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Date and time where the user is: `2026-11-23 14:05`.
  package static func local(_ seconds: Double) -> String {
    text(seconds, "%Y-%m-%d %H:%M", localtime_r)
  }

  /// The time of the day where the user is: `14:05:09`.
  package static func localTime(_ seconds: Double) -> String {
    text(seconds, "%H:%M:%S", localtime_r)
  }

  /// The form of ISO 8601 that programs read, in UTC, to the second.
  package static func iso(_ seconds: Double) -> String {
    text(seconds, "%Y-%m-%dT%H:%M:%SZ", gmtime_r)
  }

  private static func text(
    _ seconds: Double,
    _ format: String,
    _ calendar: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
  ) -> String {
    guard seconds.isFinite, seconds.magnitude < 1e11 else { return "?" }
    var time = time_t(seconds.rounded(.down))
    var parts = tm()
    guard calendar(&time, &parts) != nil else { return "?" }
    var buffer = [CChar](repeating: 0, count: 64)
    strftime(&buffer, buffer.count, format, &parts)
    return FileSystem.text(buffer)
  }
}
