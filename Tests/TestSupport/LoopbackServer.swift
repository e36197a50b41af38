import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A small HTTP server on this machine that answers as a test says.
///
/// It speaks just enough of HTTP to be a bad server on purpose: it can close a connection before or
/// in the middle of an answer, and it counts connections.
package final class LoopbackServer: Sendable {
  package struct Request: Sendable {
    package var method: String
    package var path: String
    package var headers: [String: String]
    package var body: [UInt8]

    /// The size of the body in bytes, kept or not.
    package var byteCount = 0

    package var text: String { String(decoding: body, as: UTF8.self) }

    fileprivate var length: Int { headers["content-length"].flatMap { Int($0) } ?? 0 }
  }

  package enum Reply: Sendable {
    case answer(status: Int, headers: [String: String] = [:], body: String = "")

    /// Bytes as they are, after which the connection is closed.
    case raw(String)

    /// A head that promises more than follows.
    case truncated(promised: Int, body: String)

    /// Closes the connection without a byte.
    case dropped

    /// Leaves the connection open and says nothing.
    case silence
  }

  package let port: UInt16
  private let listener: Int32
  private let seen = Mutex<[Request]>([])
  private let accepted = Mutex(0)
  private let open = Mutex<Set<Int32>>([])

  package var url: String { "http://127.0.0.1:\(port)" }
  package var requests: [Request] { seen.withLock(\.self) }
  package var connections: Int { accepted.withLock(\.self) }

  /// A server on a free port that answers as `reply` says.
  ///
  /// Unless it `keepsBodies`, it only counts the bytes of what is sent.
  package init(keepsBodies: Bool = true, _ reply: @escaping @Sendable (Request) -> Reply) throws {
    #if canImport(Glibc)
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
    let listener = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    var bound: Int32 = -1
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bound = bind(listener, $0, length)
        getsockname(listener, $0, &length)
      }
    }
    guard bound == 0, listen(listener, 256) == 0 else { throw POSIXError(.EADDRINUSE) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0, let self else {
          if connection >= 0 { close(connection) }
          #if canImport(Glibc)
          // Only here: its number may be another listener's before this thread looks again.
          close(listener)
          #endif
          return
        }
        self.accepted.withLock { $0 += 1 }
        self.open.withLock { _ = $0.insert(connection) }
        Thread.detachNewThread { [weak self] in
          while let request = Self.request(from: connection, keepsBody: keepsBodies) {
            self?.seen.withLock { $0.append(request) }
            guard Self.send(reply(request), to: connection) else { break }
          }
          if self?.open.withLock({ $0.remove(connection) }) != nil {
            // A process that was started meanwhile may have the connection too.
            shutdown(connection, Int32(SHUT_RDWR))
            close(connection)
          }
        }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    #if !canImport(Glibc)
    close(listener)
    #endif
    open.withLock { for connection in $0 { shutdown(connection, Int32(SHUT_RDWR)) } }
  }

  private static func request(from connection: Int32, keepsBody: Bool) -> Request? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var head: (end: Int, request: Request)?
    var dropped = 0
    while true {
      if head == nil, let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
          .components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
          guard let colon = line.firstIndex(of: ":") else { continue }
          headers[line[..<colon].lowercased()] =
            line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        guard words.count == 3 else { return nil }
        head = (
          end.upperBound,
          Request(method: "\(words[0])", path: "\(words[1])", headers: headers, body: [])
        )
        if headers["expect"] != nil { _ = write("HTTP/1.1 100 Continue\r\n\r\n", to: connection) }
      }
      if var head, dropped + bytes.count - head.end >= head.request.length {
        head.request.byteCount = dropped + bytes.count - head.end
        head.request.body = keepsBody ? Array(bytes[head.end...]) : []
        return head.request
      }
      if let head, !keepsBody {
        dropped += bytes.count - head.end
        bytes.removeSubrange(head.end...)
      }
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      // The first byte of a TLS greeting: this is no HTTPS server.
      guard !bytes.isEmpty || piece[0] != 0x16 else { return nil }
      bytes += piece[..<count]
    }
  }

  /// Sends a reply and returns whether the connection goes on.
  private static func send(_ reply: Reply, to connection: Int32) -> Bool {
    switch reply {
    case .answer(let status, let headers, let body):
      var head = "HTTP/1.1 \(status) Status\r\nContent-Length: \(body.utf8.count)\r\n"
      for (name, value) in headers { head += "\(name): \(value)\r\n" }
      return write(head + "\r\n" + body, to: connection)
    case .truncated(let promised, let body):
      _ = write("HTTP/1.1 200 OK\r\nContent-Length: \(promised)\r\n\r\n\(body)", to: connection)
      return false
    case .raw(let text):
      _ = write(text, to: connection)
      return false
    case .dropped:
      return false
    case .silence:
      var byte: UInt8 = 0
      _ = recv(connection, &byte, 1, 0)
      return false
    }
  }

  private static func write(_ text: String, to connection: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      #if canImport(Glibc)
      let count = rest.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      #else
      let count = rest.withUnsafeBytes { Darwin.send(connection, $0.baseAddress, $0.count, 0) }
      #endif
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
