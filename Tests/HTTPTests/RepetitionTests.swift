import HTTP
import TestSupport
import Testing

/// What costs money must never be asked for twice, or from somebody else, by itself.
@Suite(.timeLimit(.hang))
struct RepetitionTests {
  private let client = HTTPClient()

  @Test func `an error status is an answer`() async throws {
    let server = try LoopbackServer { _ in .answer(status: 429, body: "later") }
    let answer = try await client.answer(to: HTTPRequest(method: .get, url: server.url))
    #expect(answer.status == 429)
    #expect(server.requests.count == 1)
  }

  @Test func `a redirect is told and not followed, so that a key goes nowhere else`() async throws {
    let other = try LoopbackServer { _ in .answer(status: 200) }
    let location = other.url
    let server = try LoopbackServer { _ in .answer(status: 307, headers: ["Location": location]) }
    let answer = try await client.answer(
      to: HTTPRequest(method: .get, url: server.url, headers: ["Authorization": "Bearer abc"])
    )
    #expect(answer.status == 307)
    #expect(answer.headers["location"] == location)
    #expect(other.requests.isEmpty)
  }

  @Test(arguments: [true, false])
  func `a dropped answer leaves open whether the request was carried out`(
    isRepeatable: Bool
  ) async throws {
    let server = try LoopbackServer { _ in .dropped }
    let error = await #expect(throws: HTTPFailure.self) {
      try await client.answer(
        to: HTTPRequest(method: .post, url: server.url, isRepeatable: isRepeatable)
      )
    }
    #expect(error?.cause == .noAnswer)
    #expect(error?.isUnsent == false)
  }

  @Test(arguments: [HTTPRequest.Body.none, .bytes(Array("{}".utf8))])
  func `what may not be repeated is sent once even where open connections die`(
    body: HTTPRequest.Body
  ) async throws {
    let server = try LoopbackServer { request in
      request.method == "GET" ? .answer(status: 200, body: "ok") : .dropped
    }
    for _ in 0..<3 {
      _ = try await client.answer(to: HTTPRequest(method: .get, url: server.url))
    }
    #expect(server.connections == 1)
    await #expect(throws: HTTPFailure.self) {
      try await client.answer(
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
    _ = try await client.answer(to: HTTPRequest(method: .get, url: server.url))
    await #expect(throws: HTTPFailure.self) {
      try await client.answer(to: HTTPRequest(method: .post, url: server.url))
    }
    #expect(server.requests.count { $0.method == "POST" } == 2)
  }
}
