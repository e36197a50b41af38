#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The folder that relative paths begin in.
struct CurrentFolder: Hashable, Sendable {
  /// Its absolute path; nil where the system does not tell it.
  let path: String?

  /// Whether it was deleted.
  let isDeleted: Bool

  /// A path as a user here would type it: relative to this folder where it is below it.
  func shown(_ path: String) -> String {
    guard let prefix = self.path.map({ $0 + "/" }), path.hasPrefix(prefix) else { return path }
    return String(path.dropFirst(prefix.count))
  }

  /// The current folder of this process.
  static func read() -> CurrentFolder {
    guard let path = getcwd(nil, 0) else {
      return CurrentFolder(path: nil, isDeleted: errno == ENOENT)
    }
    defer { free(path) }
    return CurrentFolder(path: String(cString: path), isDeleted: false)
  }
}
