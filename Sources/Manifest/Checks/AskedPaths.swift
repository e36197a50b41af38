private import Synchronization

/// The key paths of experiments' values that a check has asked for.
final class AskedPaths: Sendable {
  private let paths = Mutex<Set<String>>([])

  /// All of them.
  var all: Set<String> { paths.withLock(\.self) }

  /// Notes that a path was asked for.
  func insert(_ path: String) { paths.withLock { _ = $0.insert(path) } }
}
