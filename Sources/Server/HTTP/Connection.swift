import FlyingSocks
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The bytes of one client, and to it.
final class Connection: Sendable {
  /// The client has ended the connection.
  struct Ended: Error {}

  /// The file descriptor.
  let descriptor: Int32
  private let socket: AsyncSocket

  /// Bytes that were read and belong to what follows.
  private let unread = Mutex<[UInt8]>([])

  init(_ socket: AsyncSocket) {
    self.socket = socket
    descriptor = socket.socket.file.rawValue
    // Pieces of a stream are small, and the next one must not wait until the last one is acknowledged.
    try? socket.socket.setValue(
      true,
      for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY)
    )
  }

  /// The next bytes of the client.
  ///
  /// - Throws: `Ended`; `IdleLimit.Silence` where nothing arrives in time.
  func read() async throws -> [UInt8] {
    let known = unread.withLock { bytes in
      defer { bytes = [] }
      return bytes
    }
    if !known.isEmpty { return known }
    do {
      return try await socket.read(atMost: 4096)
    } catch SocketError.disconnected {
      throw Ended()
    }
  }

  /// Gives bytes back that belong to what follows.
  func putBack(_ bytes: ArraySlice<UInt8>) { unread.withLock { $0 = Array(bytes) } }

  /// Sends bytes.
  func write(_ bytes: [UInt8]) async throws { try await socket.write(Data(bytes)) }

  /// Tells the client that nothing more comes, and throws away what it still sends for a moment: a
  /// connection that is closed over unread bytes would take the answer with it.
  func linger() async {
    shutdown(descriptor, Int32(SHUT_WR))
    _ = try? await Deadline.value(within: Limits.lingeringTime) {
      var count = 0
      while count < Limits.unwantedBytes, let part = try? await self.read() { count += part.count }
    }
  }

  /// Ends the connection.
  func close() { try? socket.close() }
}

/// Work that has a limited time.
enum Deadline {
  /// What a function returns; nil where the time has passed before.
  static func value<Value: Sendable>(
    within time: Duration,
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await Task.sleep(for: time)
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }
}
