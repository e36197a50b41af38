import Foundation
import HTTP
import System
import TestSupport
import Testing

/// What is sent, and what comes back.
@Suite(.timeLimit(.hang))
struct ExchangeTests {
  private let client = HTTPClient()
  private let folder = TemporaryFolder()

  @Test func `a request arrives as it was written and its answer comes back`() async throws {
    let server = try LoopbackServer { _ in
      .answer(status: 201, headers: ["X-Request-ID": "r1"], body: "hello")
    }
    let answer = try await client.answer(
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
    #expect(answer.length == 5)
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(request.path == "/v1/things?limit=2")
    #expect(request.headers["authorization"] == "Bearer abc")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.text == #"{"a":1}"#)
  }

  @Test func `a POST without a body and a DELETE arrive as such`() async throws {
    let server = try LoopbackServer { _ in .answer(status: 200) }
    _ = try await client.answer(to: HTTPRequest(method: .post, url: server.url + "/cancel"))
    _ = try await client.answer(to: HTTPRequest(method: .delete, url: server.url + "/file"))
    #expect(server.requests.map(\.method) == ["POST", "DELETE"])
    #expect(server.requests.map(\.text) == ["", ""])
    #expect(server.requests.map { $0.headers["content-length"] } == ["0", nil])
    #expect(server.requests.allSatisfy { $0.headers["content-type"] == nil })
  }

  @Test func `a pipe in place of a body's file is told at once`() async throws {
    let path = "\(folder.path)/body"
    try #require(mkfifo(path, 0o600) == 0)
    var request = HTTPRequest(method: .put, url: "http://127.0.0.1:9/x")
    request.body = .file(.init(path: path, byteCount: 0))
    let failure = await #expect(throws: HTTPFailure.self) { try await client.answer(to: request) }
    #expect(failure?.words.contains("regular file") == true)
  }

  @Test(arguments: ["", "some content"])
  func `a PUT sends a file, and a HEAD tells a size`(content: String) async throws {
    let path = folder.write(content, to: "content")
    let server = try LoopbackServer { request in
      request.method == "HEAD"
        ? .raw("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n")
        : .answer(status: 201)
    }
    let file = HTTPRequest.FileContent(path: path, byteCount: content.utf8.count)
    let put = HTTPRequest(method: .put, url: server.url + "/cas/1", body: .file(file))
    #expect(try client.waitedAnswer(to: put).status == 201)
    #expect(server.requests.map(\.method) == ["PUT"])
    #expect(server.requests.map(\.text) == [content])
    let head = HTTPRequest(method: .head, url: server.url + "/cas/1")
    #expect(try client.waitedAnswer(to: head).length == 7)
  }

  @Test func `a link is not followed where the request says so`() async throws {
    folder.link("content", to: folder.write("abc", to: "other"))
    let file = HTTPRequest.FileContent(
      path: folder.path + "/content",
      byteCount: 3,
      followsLinks: false
    )
    let error = await #expect(throws: HTTPFailure.self) {
      try await client.answer(
        to: HTTPRequest(method: .put, url: "http://127.0.0.1:9", body: .file(file))
      )
    }
    #expect(error?.cause == .unusable)
  }

  @Test(arguments: [(200, "0123"), (404, "")])
  func `the content of a good answer goes to a file, up to its limit`(
    status: Int,
    kept: String
  ) async throws {
    let server = try LoopbackServer { _ in .answer(status: status, body: "0123456789") }
    let path = folder.write("", to: "answer")
    var request = HTTPRequest(method: .get, url: server.url, largestAnswer: 4)
    request.output = try FileDescriptor(path, for: .replacing)
    let answer = try await client.answer(to: request)
    #expect(answer.status == status)
    #expect(answer.isCut == (status == 200))
    #expect(answer.body.isEmpty)
    #expect(String(decoding: folder.bytes(of: "answer"), as: UTF8.self) == kept)
  }

  @Test func `a longer answer than allowed is cut off and says so`() async throws {
    let server = try LoopbackServer { _ in .answer(status: 200, body: "0123456789") }
    let answer = try await client.answer(
      to: HTTPRequest(method: .get, url: server.url, largestAnswer: 4)
    )
    #expect(answer.isCut)
    #expect(answer.body == Array("0123".utf8))
  }

  @Test func `an answer in chunks is put together`() async throws {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    let server = try LoopbackServer { _ in
      .raw(head + "5\r\nhello\r\n7;note=x\r\n, world\r\n0\r\nX-Trailer: t\r\n\r\n")
    }
    let answer = try await client.answer(to: HTTPRequest(method: .get, url: server.url))
    #expect(answer.body == Array("hello, world".utf8))
    #expect(answer.length == nil)
  }

  @Test func `headers over several lines and interim answers are read as HTTP says`() async throws {
    let server = try LoopbackServer { _ in
      .raw(
        "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
          + "HTTP/1.1 429 Too Many\r\nX-Long: first\r\n  second\r\n\tthird\r\n"
          + "Retry-After:   7\r\nX-Empty:\r\nContent-Length: 2\r\n\r\nno"
      )
    }
    let answer = try await client.answer(
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

  @Test(arguments: [true, false])
  func `a server is asked before a large body only where the request says so`(
    asksFirst: Bool
  ) async throws {
    // A server that answers nothing to the question is waited for a second.
    let server = try LoopbackServer { _ in .answer(status: 200) }
    let body = [UInt8](repeating: 0x20, count: 3 << 20)
    var request = HTTPRequest(method: .put, url: server.url, body: .bytes(body))
    request.asksFirst = asksFirst
    _ = try await client.answer(to: request)
    #expect(server.requests.map(\.byteCount) == [body.count])
    #expect(server.requests.first?.headers["expect"] == (asksFirst ? "100-continue" : nil))
  }
}
