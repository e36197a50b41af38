#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// What the system says about the last call that failed on this thread.
func systemMessage() -> String {
  String(cString: strerror(errno))
}
