#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the system says about the last call that failed on this thread.
func systemMessage() -> String {
  String(cString: strerror(errno))
}
