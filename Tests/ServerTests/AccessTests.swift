import Foundation
import Synchronization
import System
import TestSupport
import Testing

@testable import Server

struct AccessTests {
  private static let key = "sk-recognisable-0123456789"

  @Test func `a key is asked for everywhere, in either header, and told nowhere`() async throws {
    let folder = TemporaryFolder()
    let log = Mutex("")
    let write: @Sendable (String) -> Void = { line in log.withLock { $0 += line } }
    try await withServer(in: folder, key: Self.key, log: write) { client in
      let anonymous = TestClient(address: ":\(client.port)", key: nil)
      for path in ["/v1/models", "/openapi.json", "/v1/files", "/nothing"] {
        let answer = try await anonymous.send("GET", path)
        #expect(answer.status == 401)
        #expect(answer.json["error"]?["code"] == "invalid_api_key")
      }
      for wrong in ["sk-recognisable-012345678", "sk-recognisable-01234567890", "x"] {
        let headers = ["Authorization: Bearer \(wrong)"]
        let answer = try await anonymous.send("GET", "/v1/models", headers: headers)
        #expect(answer.status == 401 && !answer.text.contains(wrong))
      }
      #expect(try await client.send("GET", "/v1/models").status == 200)
      let other = ["api-key: \(Self.key)"]
      #expect(try await anonymous.send("GET", "/v1/models", headers: other).status == 200)
      _ = try await client.upload()
    }
    #expect(!log.withLock { $0 }.contains("recognisable"))
    for file in FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? [] {
      let bytes = folder.bytes(of: "\(file)")
      #expect(!String(decoding: bytes, as: UTF8.self).contains("recognisable"))
    }
  }

  @Test(arguments: ["0.0.0.0", "192.168.1.5", "::", "127.evil.example", "localhost.example"])
  func `without a key only this machine is listened to`(host: String) {
    let folder = TemporaryFolder()
    let configuration = ProviderServer.Configuration(
      host: host,
      port: 0,
      stateFolder: folder.path,
      slots: 1
    )
    #expect(throws: ServerError.openWithoutKey(host: host)) {
      try ProviderServer(configuration, provider: FakeProvider(), log: { _ in })
    }
  }

  @Test(arguments: [
    "/v1/files/..%2F..%2Flock", "/v1/files/%2e%2e%2f%2e%2e%2flock/content", "/v1/files/../lock",
    "/v1/files/..%2F..%2F..%2F..%2Fetc%2Fpasswd/content", "/v1/files//content",
    "/v1/fine_tuning/jobs/..%2f..", "/v1/models/..%2F..%2Flock", "/v1/files/%00/content",
  ])
  func `no path leads out of the state`(path: String) async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let answer = try await client.send("GET", path)
      #expect(answer.status == 404)
      #expect(answer.json["error"]?["message"]?.text != nil)
    }
  }

  @Test func `a page of another site cannot use a server without a key`() async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let foreign = ["Origin: https://evil.example"]
      let refused = try await client.send("GET", "/v1/models", headers: foreign)
      #expect(refused.status == 403)
      let own = ["Origin: http://localhost:3000"]
      let heard = try await client.send("GET", "/v1/models", headers: own)
      #expect(heard.status == 200)
      let bytes = Array(
        "GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".utf8
      )
      let misled = try await client.answer(to: bytes)
      #expect(misled.status == 403)
    }
  }

  @Test func `bodies beyond a limit are refused, and the refusal is heard`() async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let large: JSON = ["model": .string(String(repeating: "x", count: Limits.jsonBytes))]
      let answer = try await client.send("POST", "/v1/completions", large)
      #expect(answer.status == 413 && answer.json["error"]?["code"] == "request_too_large")
      let wrong = try await client.send("PUT", "/v1/files")
      #expect(wrong.status == 405 && wrong.headers["allow"] == "POST, GET")
    }
  }

  @Test(arguments: ["", "{", "[]", "null", "\u{0}", "{\"model\": {\"a\": [1, 2"])
  func `a body that is no object is refused`(body: String) async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let request = client.request(
        "POST",
        "/v1/completions",
        body: Array(body.utf8),
        type: "application/json"
      )
      let answer = try await client.answer(to: request)
      #expect(answer.status == 400)
    }
  }

  @Test func `a client that falls silent is given up, and others are served meanwhile`() async {
    // A process of its own, so that no other test keeps this server from hearing its clients.
    await #expect(processExitsWith: .success) {
      try await withServer(in: TemporaryFolder(), silentSeconds: 2) { client in
        async let noHead = client.exchange(Array("GET /v1/models HTTP/1.1\r\nHost: loc".utf8))
        async let nothing = client.exchange([])
        let announced =
          "POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n"
          + "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
        async let halfBody = client.answer(to: Array(announced.utf8))
        let meanwhile = try await client.send("GET", "/v1/models")
        #expect(meanwhile.status == 200)
        let bytes = try await (noHead, nothing)
        #expect(bytes.0.isEmpty && bytes.1.isEmpty)
        let late = try await halfBody
        #expect(late.status == 408 && late.json["error"]?["code"] == "request_timeout")
      }
    }
  }

  @Test func `a body that is announced too large is refused at once`() async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let head =
        "POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999\r\n"
        + "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
      let answer = try await client.answer(to: Array(head.utf8))
      #expect(answer.status == 413 && answer.headers["connection"] == "close")
    }
  }
}
