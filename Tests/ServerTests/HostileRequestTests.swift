import Foundation
import System
import TestSupport
import Testing

@testable import Server

/// Requests as no library sends them, byte by byte over a socket.
struct HostileRequestTests {
  private static let start = "GET /v1/models HTTP/1.1\r\n"
  private static let host = "Host: localhost\r\n"
  private static let post = "POST /v1/files HTTP/1.1\r\nHost: localhost\r\n"

  private func status(_ client: TestClient, _ text: String) async throws -> Int {
    try await client.answer(to: Array(text.utf8)).status
  }

  @Test(arguments: [
    ("no host", start, 400),
    ("two hosts", start + host + host, 400),
    ("a host that is two", start + "Host: localhost, evil.example\r\n", 400),
    ("a host with a user", start + "Host: localhost@evil.example\r\n", 400),
    ("two lengths", post + "Content-Length: 2\r\nContent-Length: 3\r\n", 400),
    ("a list of lengths", post + "Content-Length: 2, 2\r\n", 400),
    ("a length with a sign", post + "Content-Length: +2\r\n", 400),
    ("a negative length", post + "Content-Length: -2\r\n", 400),
    ("a length in hexadecimal", post + "Content-Length: 0x2\r\n", 400),
    ("an empty length", post + "Content-Length:\r\n", 400),
    (
      "a length beyond all numbers",
      post + "Content-Length: \(String(repeating: "9", count: 40))\r\n", 400
    ),
    (
      "a length and chunks",
      post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", 400
    ),
    ("another coding", post + "Transfer-Encoding: gzip, chunked\r\n", 501),
    ("two codings", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400),
    ("chunks in HTTP/1.0", "POST /v1/files HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", 400),
    ("two keys", start + host + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n", 400),
    ("a space before the colon", start + host + "Content-Length : 2\r\n", 400),
    ("a folded line", start + host + "X-A: b\r\n c\r\n", 400),
    ("a line without a colon", start + host + "nothing\r\n", 400),
    ("a NUL", start + host + "X-A: \0\r\n", 400),
    ("a carriage return alone", start + host + "X-A: a\rX-B: b\r\n", 400),
    ("line feeds alone", "GET /v1/models HTTP/1.1\nHost: localhost\n", 400),
    ("no version", "GET /v1/models\r\n" + host, 400),
    ("a version to come", "GET /v1/models HTTP/2.0\r\n" + host, 505),
    ("no path", "GET * HTTP/1.1\r\n" + host, 400),
    ("a whole address", "GET http://evil.example/v1/models HTTP/1.1\r\n" + host, 400),
    ("two spaces", "GET  /v1/models HTTP/1.1\r\n" + host, 400),
    ("a path in another script", "GET /v1/é HTTP/1.1\r\n" + host, 400),
    ("bytes that are no request", "\u{16}\u{3}\u{1}\u{2}\r\n", 400),
    ("another expectation", start + host + "Expect: a miracle\r\n", 417),
    ("HTTP/1.0 without a host", "GET /v1/models HTTP/1.0\r\n", 200),
    ("a usual request", start + host + "Connection: close\r\n", 200),
    ("empty lines before it", "\r\n\r\n" + start + host + "Connection: close\r\n", 200),
  ])
  func `a head that could be read in two ways is refused at once`(
    name: String,
    head: String,
    expected: Int
  ) async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let found = try await status(client, head + "\r\n")
      #expect(found == expected, "\(name)")
    }
  }

  /// Heads that are long; a test shows their names and not their bytes.
  enum LongHead: String, CaseIterable {
    case path, header, headers, query, slashes, allowedHeader

    var request: (path: String, headers: String, expected: Int) {
      switch self {
      case .path: ("/" + String(repeating: "a", count: 1 << 20), "", 414)
      case .header: ("/v1/models", "X-A: " + String(repeating: "a", count: 1 << 20) + "\r\n", 431)
      case .headers: ("/v1/models", String(repeating: "a:b\r\n", count: 200_000), 431)
      case .query: ("/v1/models?a=" + String(repeating: "%41", count: 5000), "", 200)
      case .slashes: ("/" + String(repeating: "/", count: 16_000), "", 404)
      case .allowedHeader:
        ("/v1/models", "X-A: " + String(repeating: "a", count: 16_000) + "\r\n", 200)
      }
    }
  }

  @Test(arguments: LongHead.allCases)
  func `a long head costs nothing, whether it is refused or read`(head: LongHead) async throws {
    let (path, headers, expected) = head.request
    try await withServer(in: TemporaryFolder(), key: nil) { client in
      let text = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(headers)\r\n"
      let start = ContinuousClock.now
      let found = try await status(client, text)
      #expect(found == expected)
      // A reader that looks at each byte again for each byte takes hours.
      #expect(ContinuousClock.now - start < .seconds(1000))
    }
  }

  @Test func `the head's length is limited before a key is asked for`() async throws {
    try await withServer(in: TemporaryFolder(), key: "sk-1") { client in
      let anonymous = TestClient(address: ":\(client.port)", key: nil)
      let long = String(repeating: "a", count: 100_000)
      let path = try await status(anonymous, "GET /\(long) HTTP/1.1\r\n\r\n")
      let headers = try await status(anonymous, Self.start + Self.host + "X-A: \(long)\r\n\r\n")
      #expect(path == 414 && headers == 431)
    }
  }

  @Test func `a client that waits with its body is told to send it`() async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let body = Array(#"{"model": "none", "prompt": "a"}"#.utf8)
      let head =
        "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n"
        + "Expect: 100-Continue\r\nConnection: close\r\n\r\n"
      let bytes = try await client.exchange(Array(head.utf8), then: body)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\n"))
      // What is refused by its head alone is never asked for.
      let large = head.replacing("Content-Length: \(body.count)", with: "Content-Length: 99999999")
      #expect(try await status(client, large) == 413)
    }
  }

  @Test(arguments: [
    ("20\r\n", 400), ("ffffffffffffffff\r\n", 400), ("10000000001\r\n", 400), ("-1\r\n", 400),
    ("\r\n", 400), ("zz\r\n", 400), ("2\r\n{}5\r\n", 400), ("2\n{}\n", 400), ("0x2\r\n{}\r\n", 400),
    (String(repeating: "0", count: 5000), 400),
    ("2\r\n{}\r\n0\r\n" + String(repeating: "a: b\r\n", count: 5000) + "\r\n", 431),
    ("2;a=b\r\n{}\r\n0\r\nX-Trailer: a\r\n\r\n", 400),
    ("2\r\n{}\r\n0\r\n\r\n", 400),
  ])
  func `chunks of absurd sizes are refused, and others are put together`(
    chunks: String,
    expected: Int
  ) async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let head =
        "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        + "Connection: close\r\n\r\n"
      let bytes = try await client.exchange(Array((head + chunks).utf8), then: nil)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.hasPrefix("HTTP/1.1 \(expected) "), "\(text)")
      // The body that is whole is the object, which names no model.
      #expect(text.contains("'model'") == (chunks.hasSuffix("0\r\n\r\n") || chunks.contains(";")))
    }
  }

  @Test func `requests that follow one another on a connection are told apart`() async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let chunked =
        "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "2\r\n{}\r\n0\r\n\r\n"
      let sized =
        "POST /v1/nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30\r\n\r\n"
        + "GET /v1/files HTTP/1.1\r\n\r\n1234"
      let last = "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
      let bytes = try await client.exchange(Array((chunked + sized + last).utf8))
      let text = String(decoding: bytes, as: UTF8.self)
      let answers = text.components(separatedBy: "HTTP/1.1 ").dropFirst().map {
        String($0.prefix(3))
      }
      #expect(answers == ["400", "404", "200"])
    }
  }

  @Test func `slow and hostile clients keep nobody from being served`() async throws {
    await #expect(processExitsWith: .success) {
      try await withServer(in: TemporaryFolder(), key: "sk-1", silentSeconds: 1000) { client in
        let path = String(repeating: "%41", count: 5000)
        let long =
          "GET /\(path) HTTP/1.1\r\nHost: a\r\n" + String(repeating: "a: b\r\n", count: 2500)
        let heads = ["", "GET / HTTP/1.1\r\nHo", long]
        // None of them sends more.
        let open = try (0..<400).map {
          try client.connection(sending: Array(heads[$0 % heads.count].utf8))
        }
        let start = ContinuousClock.now
        let answer = try await client.send("GET", "/v1/models")
        #expect(answer.status == 200)
        // Long before the others are given up.
        #expect(ContinuousClock.now - start < .seconds(500))
        for connection in open { close(connection) }
      }
    }
  }

  @Test func `a head that comes a byte at a time is given up in the end`() async throws {
    await #expect(processExitsWith: .success) {
      try await withServer(in: TemporaryFolder(), silentSeconds: 2) { client in
        let head = Array(
          ("GET /v1/models HTTP/1.1\r\nX-A: " + String(repeating: "a", count: 10_000)).utf8
        )
        let start = ContinuousClock.now
        let bytes = try await client.exchange(head, bytePause: 0.1)
        #expect(bytes.isEmpty)
        #expect(ContinuousClock.now - start < .seconds(500))
      }
    }
  }
}

struct HeadReaderTests {
  private static let text =
    "POST /v1/files?a=b HTTP/1.1\r\nHost: localhost\r\nX-A:  b\t\r\nContent-Length: 3\r\n\r\nabc"

  @Test func `a head is the same in whatever parts it arrives`() throws {
    let bytes = Array(Self.text.utf8)
    for size in 1...bytes.count {
      var reader = HeadReader()
      var found: (lines: [[UInt8]], rest: [UInt8])?
      for start in stride(from: 0, to: bytes.count, by: size) where found == nil {
        let part = Array(bytes[start..<min(start + size, bytes.count)])
        found = try reader.feed(part).map { ($0.lines, Array($0.rest)) }
      }
      let (lines, rest) = try #require(found)
      let read = try RequestHead(lines)
      #expect(read.method == "POST" && read.target == "/v1/files?a=b")
      #expect(read.headers.map(\.value) == ["localhost", "b", "3"])
      #expect(read.header("x-a") == "b" && read.framing == .length(3) && read.keepsAlive)
      #expect("abc".utf8.starts(with: rest))
    }
  }

  @Test func `digits after a percent sign are digits`() {
    #expect(PercentCoding.decode("%41%4g%+1%-0%") == "A%4g%+1%-0%")
  }
}
