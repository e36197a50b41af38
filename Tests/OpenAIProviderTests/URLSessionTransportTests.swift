import Foundation
import Providers
import TestSupport
import Testing

@testable import OpenAIProvider

struct URLSessionTransportTests {
  private let transport = URLSessionTransport()

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

  @Test func `what may not be repeated is sent once even where open connections die`() async throws
  {
    let server = try LoopbackServer { request in
      request.method == "GET" ? .answer(status: 200, body: "ok") : .dropped
    }
    for _ in 0..<3 {
      _ = try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    }
    await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(
        to: HTTPRequest(
          method: .post,
          url: server.url,
          body: .bytes(Array("{}".utf8)),
          isRepeatable: false
        )
      )
    }
    #expect(server.requests.count { $0.method == "POST" } == 1)
  }

  @Test func `an answer that ends early is not taken for a whole one`() async throws {
    let server = try LoopbackServer { _ in .truncated(promised: 100, body: #"{"id":"#) }
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    }
    #expect(error?.wasNotSent == false)
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

  @Test func `a form with a file arrives whole and its temporary file is removed`() async throws {
    let folder = TemporaryFolder()
    let content = String(repeating: #"{"prompt":"","completion":"a"}"# + "\n", count: 20_000)
    let path = folder.write(content, to: "train.jsonl")
    let server = try LoopbackServer { _ in .answer(status: 200, body: "{}") }
    do {
      let form = try MultipartFile(
        fields: [("purpose", "fine-tune")],
        file: DataFile(name: "t", path: path, digest: "", byteCount: content.utf8.count),
        named: "train.jsonl",
        folder: folder.path,
        random: { 42 }
      )
      let answer = try await transport.answer(
        to: HTTPRequest(
          method: .post,
          url: server.url + "/v1/files",
          headers: ["Content-Type": form.contentType],
          body: .file(path: form.path)
        )
      )
      #expect(answer.status == 200)
    }
    let request = try #require(server.requests.first)
    #expect(request.headers["content-type"] == "multipart/form-data; boundary=2af2a")
    #expect(request.headers["transfer-encoding"] == nil)
    #expect(
      request.text == """
        --2af2a\r
        Content-Disposition: form-data; name="purpose"\r
        \r
        fine-tune\r
        --2af2a\r
        Content-Disposition: form-data; name="file"; filename="train.jsonl"\r
        Content-Type: application/octet-stream\r
        \r
        \(content)\r
        --2af2a--\r

        """
    )
    #expect(folder.names == ["train.jsonl"])
  }

  @Test func `a file that was changed meanwhile is not uploaded`() throws {
    let folder = TemporaryFolder()
    let path = folder.write("abc", to: "train.jsonl")
    #expect(throws: ProviderError.self) {
      _ = try MultipartFile(
        fields: [],
        file: DataFile(name: "t", path: path, digest: "", byteCount: 4),
        named: "train.jsonl",
        folder: folder.path,
        random: { 1 }
      ).path
    }
    #expect(folder.names == ["train.jsonl"])
  }
}
