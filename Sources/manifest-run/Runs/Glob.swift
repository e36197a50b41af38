#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Names with `*`, `?` and `[…]` in them, as in a shell.
enum Glob {
  /// Whether a name is what a pattern stands for.
  static func matches(_ pattern: String, _ name: String) -> Bool {
    pattern == name || fnmatch(pattern, name, 0) == 0
  }
}
