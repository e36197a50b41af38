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

/// The connection of one client: the bytes that it sends, and those that are sent to it.
final class Connection: Sendable {
  /// The client has ended the connection.
  struct Ended: Error {}

  /// Nothing arrived, or nothing was taken, in time.
  struct Silence: Error {}

  /// The most bytes of a piece that is read at once, or that the client must take in time.
  private static let blockSize = 1 << 16

  private let socket: AsyncSocket

  /// How long the client may send nothing, and take nothing, while it is waited for.
  let longestSilence: Duration

  /// The longest time in which bytes are thrown away.
  var lingeringTime: Duration { longestSilence / 2 }

  /// Bytes that were read and belong to what follows.
  private let unread = Mutex<[UInt8]>([])

  init(_ socket: AsyncSocket, longestSilence: Duration) {
    self.socket = socket
    self.longestSilence = longestSilence
    // Pieces of a stream are small, and the next one must not wait until the last one is acknowledged.
    try? socket.socket.setValue(
      true,
      for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY)
    )
  }

  /// The next bytes of the client.
  ///
  /// - Throws: `Ended`; `Silence` where nothing arrives in time.
  func read() async throws -> [UInt8] {
    let known = unread.withLock { bytes in
      defer { bytes = [] }
      return bytes
    }
    if !known.isEmpty { return known }
    do {
      return try await withoutSilence { try await self.socket.read(atMost: Self.blockSize) }
    } catch SocketError.disconnected {
      throw Ended()
    }
  }

  /// Gives bytes back that belong to what follows.
  func putBack(_ bytes: ArraySlice<UInt8>) { unread.withLock { $0 = Array(bytes) } }

  /// Sends bytes.
  ///
  /// - Throws: `Silence` where the client does not take them in time; `SocketError`.
  func write(_ bytes: [UInt8]) async throws {
    for start in stride(from: 0, to: bytes.count, by: Self.blockSize) {
      let block = Data(bytes[start...].prefix(Self.blockSize))
      try await withoutSilence { try await self.socket.write(block) }
    }
  }

  private func withoutSilence<Value: Sendable>(
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    guard let value = try await Deadline.value(within: longestSilence, body) else {
      throw Silence()
    }
    return value
  }

  /// Tells the client that nothing more comes, and for a moment throws away what it still sends.
  ///
  /// A connection that is closed while bytes are unread may take the answer with it.
  func linger() async {
    shutdown(socket.socket.file.rawValue, Int32(SHUT_WR))
    _ = try? await Deadline.value(within: lingeringTime) {
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
