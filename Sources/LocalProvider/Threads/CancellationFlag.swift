import Providers
import Synchronization

/// Tells work on a thread of its own that nobody waits for its result any more.
final class CancellationFlag: Sendable {
  private let isSet = Atomic(false)

  /// Asks the work to stop.
  func set() {
    isSet.store(true, ordering: .relaxed)
  }

  /// Throws `ProviderError.cancelled` once the flag is set.
  func check() throws(ProviderError) {
    if isSet.load(ordering: .relaxed) { throw .cancelled }
  }
}
