import Foundation
import Synchronization

/// What a server of a test answers to each request.
enum ScriptedAnswer: Sendable {
  /// Nothing, until the other side gives up.
  case silence

  /// A status without a body.
  case status(Int)

  /// A body that ends before the size that the answer gave for it.
  case truncated

  /// An entry or a content with these bytes, whatever was asked for.
  case body(String)

  /// Bytes that are no answer.
  case noise

  /// The end of the connection.
  case hangUp

  var bytes: String {
    switch self {
    case .silence, .hangUp: ""
    case .status(let status): "HTTP/1.1 \(status) Told\r\nContent-Length: 0\r\n\r\n"
    case .truncated: "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this"
    case .body(let text): "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
    case .noise: "this is not the server that you are looking for\r\n\r\n"
    }
  }
}

/// A server on loopback that answers everything in one way.
final class ScriptedServer: Sendable {
  let url: String
  private let listener: Int32
  private let count = Mutex(0)

  /// How many connections were made.
  var connections: Int { count.withLock { $0 } }

  init(_ answer: ScriptedAnswer) throws {
    let (listener, port) = try LoopbackSocket.listener()
    self.listener = listener
    url = "http://127.0.0.1:\(port)"
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        self?.count.withLock { $0 += 1 }
        Thread.detachNewThread { Self.serve(connection, answer) }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func serve(_ connection: Int32, _ answer: ScriptedAnswer) {
    defer {
      // A process that was started meanwhile may have the connection too.
      shutdown(connection, Int32(SHUT_RDWR))
      close(connection)
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    if case .hangUp = answer { return }
    let read = recv(connection, &buffer, buffer.count, 0)
    guard read > 0 else { return }
    if case .silence = answer {
      while recv(connection, &buffer, buffer.count, 0) > 0 {}
      return
    }
    let bytes = Array(answer.bytes.utf8)
    _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}

/// Sockets of tests.
enum LoopbackSocket {
  private struct Failure: Error {}

  /// A socket that listens on a port of its own.
  static func listener() throws -> (socket: Int32, port: UInt16) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = address(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withSockAddress(&address) { bind(listener, $0, length) } == 0
    guard isBound, listen(listener, 16) == 0,
      withUnsafeMutablePointer(
        to: &address,
        { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            getsockname(listener, $0, &length)
          }
        }
      ) == 0
    else { throw Failure() }
    return (listener, UInt16(bigEndian: address.sin_port))
  }

  /// A port that nobody listens on at the moment.
  static func freePort() throws -> UInt16 {
    let (listener, port) = try listener()
    close(listener)
    return port
  }

  /// Waits until somebody listens on a port.
  static func waitUntilOpen(_ port: UInt16) throws {
    for _ in 0..<1000 {
      let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(probe) }
      var address = address(port)
      let length = socklen_t(MemoryLayout<sockaddr_in>.size)
      if withSockAddress(&address, { connect(probe, $0, length) }) == 0 { return }
      usleep(10_000)
    }
    throw Failure()
  }

  private static func address(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  private static func withSockAddress(
    _ address: inout sockaddr_in,
    _ body: (UnsafePointer<sockaddr>) -> Int32
  ) -> Int32 {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
  }
}
