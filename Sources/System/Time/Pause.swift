#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// Lets the calling thread sleep.
package func pause(_ duration: Duration) {
  let (seconds, rest) = duration.components
  var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(rest / 1_000_000_000))
  withUnsafeMutablePointer(to: &time) { rest in
    while nanosleep(rest, rest) != 0, errno == EINTR {}
  }
}
