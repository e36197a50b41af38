import Foundation
import System

@testable import Server

/// Sends requests byte by byte as a test wants them, each on a connection of its own.
struct TestClient: Sendable {
  /// What came back.
  struct Answer: Sendable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    /// Whether the body is as long as the head says.
    var isWhole: Bool

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON { JSON(parsing: body) ?? .null }
  }

  struct Failure: Error {
    var description: String
    init(_ description: String) { self.description = description }
  }

  let port: UInt16
  let key: String?

  /// A client of a server at a base address.
  init(address: String, key: String?) {
    port = UInt16(address.split(separator: ":").last?.prefix { $0.isNumber } ?? "") ?? 0
    self.key = key
  }

  /// Sends a value in JSON, or nothing.
  func send(
    _ method: String,
    _ path: String,
    _ body: JSON? = nil,
    headers: [String] = []
  ) async throws -> Answer {
    try await answer(
      to: request(
        method,
        path,
        body: body?.bytes ?? [],
        type: body == nil ? nil : "application/json",
        headers: headers
      )
    )
  }

  /// The bytes of a request.
  func request(
    _ method: String,
    _ path: String,
    body: [UInt8],
    type: String?,
    headers: [String] = []
  ) -> [UInt8] {
    var lines = ["\(method) \(path) HTTP/1.1", "Host: localhost:\(port)", "Connection: close"]
    if let type { lines.append("Content-Type: \(type)") }
    if !body.isEmpty || method == "POST" { lines.append("Content-Length: \(body.count)") }
    if let key { lines.append("Authorization: Bearer \(key)") }
    return Array((lines + headers + ["", ""]).joined(separator: "\r\n").utf8) + body
  }

  /// Sends bytes, reads until the server ends the connection, and takes the answer apart.
  func answer(to request: [UInt8]) async throws -> Answer {
    let bytes = try await exchange(request)
    let separator = Array("\r\n\r\n".utf8)
    guard let end = Data(bytes).firstRange(of: Data(separator)) else {
      throw Failure("no answer, but \(bytes.count) bytes")
    }
    let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in head.dropFirst() {
      let pair = line.split(separator: ":", maxSplits: 1)
      headers[pair[0].lowercased()] = pair[1].trimmingCharacters(in: .whitespaces)
    }
    let status = Int(head[0].split(separator: " ")[1]) ?? 0
    var body = Array(bytes[end.upperBound...])
    var isWhole = true
    if headers["transfer-encoding"] == "chunked" {
      (body, isWhole) = Self.unchunked(body)
    } else if let length = headers["content-length"].flatMap({ Int($0) }) {
      isWhole = body.count == length
    }
    return Answer(status: status, headers: headers, body: body, isWhole: isWhole)
  }

  private static func unchunked(_ bytes: [UInt8]) -> ([UInt8], Bool) {
    var rest = bytes[...]
    var body: [UInt8] = []
    while let end = rest.firstIndex(of: 0x0D) {
      let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) ?? 0
      if size == 0 { return (body, true) }
      rest = rest.dropFirst(end - rest.startIndex + 2)
      body += rest.prefix(size)
      rest = rest.dropFirst(size + 2)
    }
    return (body, false)
  }

  /// Sends bytes and returns all that comes until the connection ends; a thread of its own waits.
  ///
  /// Further bytes are sent after the first that come back; nil for the end of what is sent. A
  /// function is shown all that has come, each time that more has.
  func exchange(
    _ request: [UInt8],
    then rest: [UInt8]? = [],
    bytePause: Double? = nil,
    onBytes: @escaping @Sendable ([UInt8]) -> Void = { _ in }
  ) async throws -> [UInt8] {
    let port = port
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result { try Self.exchangeHere(request, rest, bytePause, port, onBytes) }
        )
      }
    }
  }

  /// A connection on which bytes were sent and that stays open.
  func connection(sending bytes: [UInt8]) throws -> Int32 {
    let descriptor = try Self.connected(port)
    _ = bytes.withUnsafeBytes { systemSend(descriptor, $0.baseAddress, $0.count) }
    return descriptor
  }

  private static func connected(_ port: UInt16) throws -> Int32 {
    #if canImport(Darwin)
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      throw Failure("no connection: \(String(cString: strerror(errno)))")
    }
    return descriptor
  }

  private static func exchangeHere(
    _ request: [UInt8],
    _ further: [UInt8]?,
    _ bytePause: Double?,
    _ port: UInt16,
    _ onBytes: ([UInt8]) -> Void
  ) throws -> [UInt8] {
    let descriptor = try connected(port)
    defer { close(descriptor) }
    func sendAll(_ bytes: [UInt8]) {
      var rest = bytes[...]
      while !rest.isEmpty {
        let size = bytePause == nil ? rest.count : 1
        let count = rest.withUnsafeBytes { systemSend(descriptor, $0.baseAddress, size) }
        // A server that has heard enough answers before it has heard everything.
        guard count > 0 else { break }
        rest = rest.dropFirst(count)
        if let bytePause { Thread.sleep(forTimeInterval: bytePause) }
      }
    }
    sendAll(request)
    var waiting = further ?? []
    if further == nil { shutdown(descriptor, Int32(SHUT_WR)) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &block, block.count, 0)
      guard count > 0 else { return bytes }
      bytes += block[..<count]
      onBytes(bytes)
      sendAll(waiting)
      waiting = []
    }
  }
}

// The system's function whose name the type has too.
private func systemSend(_ socket: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  #if canImport(Darwin)
  send(socket, bytes, count, 0)
  #else
  // A connection that the server has ended is no reason to end the tests.
  send(socket, bytes, count, Int32(MSG_NOSIGNAL))
  #endif
}
