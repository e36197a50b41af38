#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// Names with `*`, `?` and `[…]` in them, as in a shell.
package enum Glob {
  /// Whether a name is what a pattern stands for.
  package static func matches(_ pattern: String, _ name: String) -> Bool {
    pattern == name || fnmatch(pattern, name, 0) == 0
  }
}
