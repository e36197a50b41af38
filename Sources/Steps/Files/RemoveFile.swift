#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Removes a file if it is there; what cannot be removed stays.
func removeFile(_ path: String) {
  _ = unlink(path)
}
