import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The connections that are open, and since when each of them has sent no whole request.
final class Clients: Sendable {
  private struct State {
    var open = 0
    var waiting: [Int32: ContinuousClock.Instant] = [:]
  }

  private let state = Mutex(State())

  /// Whether no further one should be heard.
  var isFull: Bool { state.withLock { $0.open >= Limits.clients } }

  /// Counts a connection.
  func enter() { state.withLock { $0.open += 1 } }

  /// Counts a connection no longer.
  func leave() { state.withLock { $0.open -= 1 } }

  /// Does something for which a connection may be ended, since it waits for the client.
  func waiting<Value>(on connection: Connection, _ body: () async throws -> Value) async rethrows
    -> Value
  {
    state.withLock { $0.waiting[connection.descriptor] = .now }
    // The descriptor's number is free for others after this alone.
    defer { state.withLock { $0.waiting[connection.descriptor] = nil } }
    return try await body()
  }

  /// Ends the connection that has waited longest, so that there is room for another.
  func endLongestWaiting() {
    state.withLock { state in
      guard let oldest = state.waiting.min(by: { $0.value < $1.value }) else { return }
      state.waiting[oldest.key] = nil
      shutdown(oldest.key, Int32(SHUT_RDWR))
    }
  }
}
