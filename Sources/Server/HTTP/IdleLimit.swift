import FlyingSocks

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Gives connections up on which nothing happens for too long, and lets a listening one wait.
struct IdleLimit: AsyncSocketPool {
  /// Nothing arrived, or nothing was taken, in time.
  struct Silence: Error {}

  let pool: any AsyncSocketPool
  let seconds: Int

  func prepare() async throws { try await pool.prepare() }

  func run() async throws { try await pool.run() }

  func suspendSocket(
    _ socket: Socket,
    untilReadyFor events: Socket.Events
  ) async throws {
    guard !Self.isListening(socket) else {
      return try await pool.suspendSocket(socket, untilReadyFor: events)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await pool.suspendSocket(socket, untilReadyFor: events) }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        throw Silence()
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private static func isListening(_ socket: Socket) -> Bool {
    var value: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(socket.file.rawValue, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0
      && value != 0
  }
}
