import Foundation
import HTTP
import Providers
import Synchronization
import TestSupport
import Testing

@testable import OpenAIProvider

struct CurlTransportTests {
  private let transport = CurlTransport()

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
