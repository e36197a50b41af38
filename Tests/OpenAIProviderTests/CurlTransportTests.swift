import Foundation
import Providers
import Synchronization
import TestSupport
import Testing

@testable import OpenAIProvider

struct CurlTransportTests {
  private let transport = CurlTransport()

  @Test func `a request arrives as it was written and its answer comes back`() async throws {
    let server = try LoopbackServer { _ in
      .answer(status: 201, headers: ["X-Request-ID": "r1"], body: "hello")
    }
    let answer = try await transport.answer(
      to: HTTPRequest(
        method: .post,
        url: server.url + "/v1/things?limit=2",
        headers: ["Authorization": "Bearer abc", "Content-Type": "application/json"],
        body: .bytes(Array(#"{"a":1}"#.utf8))
      )
    )
    #expect(answer.status == 201)
    #expect(answer.headers["x-request-id"] == "r1")
    #expect(answer.body == Array("hello".utf8))
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(request.path == "/v1/things?limit=2")
    #expect(request.headers["authorization"] == "Bearer abc")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.text == #"{"a":1}"#)
  }

  @Test func `a POST without a body and a DELETE arrive as such`() async throws {
    let server = try LoopbackServer { _ in .answer(status: 200) }
    _ = try await transport.answer(to: HTTPRequest(method: .post, url: server.url + "/cancel"))
    _ = try await transport.answer(to: HTTPRequest(method: .delete, url: server.url + "/file"))
    #expect(server.requests.map(\.method) == ["POST", "DELETE"])
    #expect(server.requests.map(\.text) == ["", ""])
    #expect(server.requests.map { $0.headers["content-length"] } == ["0", nil])
    #expect(server.requests.allSatisfy { $0.headers["content-type"] == nil })
  }

  @Test func `an error status is an answer`() async throws {
    let server = try LoopbackServer { _ in .answer(status: 429, body: "later") }
    let answer = try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    #expect(answer.status == 429)
  }

  @Test func `a redirect is told and not followed, so that a key goes nowhere else`() async throws {
    let other = try LoopbackServer { _ in .answer(status: 200) }
    let location = other.url
    let server = try LoopbackServer { _ in .answer(status: 307, headers: ["Location": location]) }
    let answer = try await transport.answer(
      to: HTTPRequest(method: .get, url: server.url, headers: ["Authorization": "Bearer abc"])
    )
    #expect(answer.status == 307)
    #expect(answer.headers["location"] == location)
    #expect(other.requests.isEmpty)
  }

  @Test func `a refused connection says that nothing was sent and what to look at`() async throws {
    var url = ""
    do {
      let server = try LoopbackServer { _ in .dropped }
      url = server.url
    }
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: HTTPRequest(method: .get, url: url))
    }
    #expect(error?.wasNotSent == true)
    #expect(error?.description.contains("refused") == true)
  }

  @Test func `a name that is not known says what to look at`() async throws {
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: HTTPRequest(method: .get, url: "http://nowhere.invalid/v1"))
    }
    #expect(error?.wasNotSent == true)
    #expect(error?.description.contains("base-url") == true)
  }

  @Test func `what is no HTTPS server is told as such`() async throws {
    let server = try LoopbackServer { _ in .answer(status: 200) }
    let url = server.url.replacing("http:", with: "https:")
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: HTTPRequest(method: .get, url: url))
    }
    #expect(error?.wasNotSent == true)
    #expect(error?.description.contains("secure connection") == true)
  }

  @Test func `a body is not sent again by the library either`() async throws {
    let server = try LoopbackServer { request in
      request.method == "GET" ? .answer(status: 200, body: "ok") : .dropped
    }
    _ = try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(
        to: HTTPRequest(method: .post, url: server.url, body: .bytes(Array("{}".utf8)))
      )
    }
    #expect(error == .interrupted("the connection was closed without an answer"))
  }

  @Test(arguments: [true, false])
  func `a dropped answer leaves open whether the request was carried out`(
    isRepeatable: Bool
  ) async throws {
    let server = try LoopbackServer { _ in .dropped }
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(
        to: HTTPRequest(method: .post, url: server.url, isRepeatable: isRepeatable)
      )
    }
    #expect(error?.wasNotSent == false)
  }

  @Test(arguments: [HTTPRequest.Body.none, .bytes(Array("{}".utf8))])
  func `what may not be repeated is sent once even where open connections die`(
    body: HTTPRequest.Body
  ) async throws {
    let server = try LoopbackServer { request in
      request.method == "GET" ? .answer(status: 200, body: "ok") : .dropped
    }
    for _ in 0..<3 {
      _ = try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    }
    #expect(server.connections == 1)
    await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(
        to: HTTPRequest(method: .post, url: server.url, body: body, isRepeatable: false)
      )
    }
    #expect(server.requests.count { $0.method == "POST" } == 1)
    #expect(server.connections == 2)
  }

  @Test func `the library sends again what may be repeated where an open connection dies`()
    async throws
  {
    // This is what requests that cost money must be kept from.
    let server = try LoopbackServer { request in
      request.method == "GET" ? .answer(status: 200, body: "ok") : .dropped
    }
    _ = try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: HTTPRequest(method: .post, url: server.url))
    }
    #expect(server.requests.count { $0.method == "POST" } == 2)
  }

  @Test func `an answer that ends early is not taken for a whole one`() async throws {
    let server = try LoopbackServer { _ in .truncated(promised: 100, body: #"{"id":"#) }
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    }
    #expect(error?.wasNotSent == false)
  }

  @Test func `an answer in chunks that ends early is not taken for a whole one`() async throws {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    let server = try LoopbackServer { _ in .raw(head + "5\r\nhello\r\n") }
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    }
    #expect(error?.wasNotSent == false)
  }

  @Test func `an answer in chunks is put together`() async throws {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    let server = try LoopbackServer { _ in
      .raw(head + "5\r\nhello\r\n7;note=x\r\n, world\r\n0\r\nX-Trailer: t\r\n\r\n")
    }
    let answer = try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    #expect(answer.body == Array("hello, world".utf8))
  }

  @Test func `headers over several lines and interim answers are read as HTTP says`() async throws {
    let server = try LoopbackServer { _ in
      .raw(
        "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
          + "HTTP/1.1 429 Too Many\r\nX-Long: first\r\n  second\r\n\tthird\r\n"
          + "Retry-After:   7\r\nX-Empty:\r\nContent-Length: 2\r\n\r\nno"
      )
    }
    let answer = try await transport.answer(
      to: HTTPRequest(method: .post, url: server.url, body: .bytes(Array("{}".utf8)))
    )
    #expect(answer.status == 429)
    #expect(answer.body == Array("no".utf8))
    #expect(
      answer.headers == [
        "x-long": "first second third", "retry-after": "7", "x-empty": "", "content-length": "2",
      ]
    )
  }

  @Test func `nothing is expected of a server before a large body is sent`() async throws {
    let server = try LoopbackServer { _ in .answer(status: 200) }
    let body = [UInt8](repeating: 0x20, count: 3 << 20)
    _ = try await transport.answer(
      to: HTTPRequest(method: .post, url: server.url, body: .bytes(body), isRepeatable: false)
    )
    #expect(server.requests.map(\.byteCount) == [body.count])
    #expect(server.requests.first?.headers["expect"] == nil)
  }

  @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "\u{0}\u{1}\u{2}"])
  func `what speaks no HTTP is told as such`(greeting: String) async throws {
    let server = try LoopbackServer { _ in .raw(greeting) }
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    }
    #expect(error == .interrupted("what answers there speaks no HTTP: check 'base-url'"))
  }

  @Test func `an endless head is given up`() async throws {
    let line = "X-Filling: \(String(repeating: "x", count: 1000))\r\n"
    let server = try LoopbackServer { _ in
      .raw("HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 3000))
    }
    await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    }
  }

  @Test func `a header that would begin another is not sent`() async throws {
    let server = try LoopbackServer { _ in .answer(status: 200) }
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(
        to: HTTPRequest(
          method: .get,
          url: server.url,
          headers: ["OpenAI-Project": "p\r\nAuthorization: Bearer x"]
        )
      )
    }
    #expect(error == .unusable("the header 'OpenAI-Project' has a character that no header has"))
    #expect(server.connections == 0)
  }

  @Test func `many requests at once wait for each other in nothing`() async throws {
    let count = 200
    let arrived = Mutex(0)
    let server = try LoopbackServer { _ in
      // All are answered once all are there.
      arrived.withLock { $0 += 1 }
      while arrived.withLock({ $0 }) < count { usleep(1000) }
      return .answer(status: 200, body: "ok")
    }
    let url = server.url
    let statuses = await withTaskGroup(of: Int?.self) { [transport] group in
      for _ in 0..<count {
        group.addTask {
          try? await transport.answer(to: HTTPRequest(method: .get, url: url)).status
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses == Array(repeating: 200, count: count))
  }

  @Test func `a task that was cancelled before sends nothing`() async throws {
    let server = try LoopbackServer { _ in .answer(status: 200) }
    let url = server.url
    let error = await withTaskGroup(of: HTTPTransportError?.self) { [transport] group in
      group.cancelAll()
      group.addTask {
        do throws(HTTPTransportError) {
          _ = try await transport.answer(to: HTTPRequest(method: .post, url: url))
          return nil
        } catch {
          return error
        }
      }
      return await group.next() ?? nil
    }
    #expect(error == .cancelled)
    #expect(server.requests.isEmpty)
  }

  @Test func `an answer larger than allowed is given up`() async throws {
    let server = try LoopbackServer { _ in
      .answer(status: 200, body: String(repeating: "x", count: 5000))
    }
    await #expect(throws: HTTPTransportError.answerTooLarge(limit: 1000)) {
      try await transport.answer(
        to: HTTPRequest(method: .get, url: server.url, largestAnswer: 1000)
      )
    }
  }

  @Test func `silence ends at the deadline`() async throws {
    let server = try LoopbackServer { _ in .silence }
    await #expect(throws: HTTPTransportError.timedOut(seconds: 0.2)) {
      try await transport.answer(to: HTTPRequest(method: .get, url: server.url, deadline: 0.2))
    }
  }

  @Test func `cancelling the task ends the waiting`() async throws {
    let server = try LoopbackServer { _ in .silence }
    let url = server.url
    let error = await withTaskGroup(of: HTTPTransportError?.self) { group in
      group.addTask { [transport] in
        do throws(HTTPTransportError) {
          _ = try await transport.answer(to: HTTPRequest(method: .get, url: url))
          return nil
        } catch {
          return error
        }
      }
      while server.requests.isEmpty { await Task.yield() }
      group.cancelAll()
      return await group.next() ?? nil
    }
    #expect(error == .cancelled)
  }

  @Test(arguments: ["", "nonsense", "http://", "/v1/files"])
  func `what is no address is told as such`(url: String) async throws {
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: HTTPRequest(method: .get, url: url))
    }
    #expect(error?.wasNotSent == true)
  }
}
