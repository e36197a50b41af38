import Foundation
import Providers
import TestSupport
import Testing

@testable import HTTP
@testable import OpenAIProvider

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Files on their way to a server.
struct UploadTests {
  private let transport = CurlTransport()
  private let folder = TemporaryFolder()

  private func form(_ path: String, byteCount: Int) -> MultipartFile {
    MultipartFile(
      fields: [("purpose", "fine-tune")],
      file: DataFile(name: "t", path: path, digest: "", byteCount: byteCount),
      named: "train.jsonl",
      random: { 42 }
    )
  }

  private func request(_ form: MultipartFile, to url: String) -> HTTPRequest {
    HTTPRequest(
      method: .post,
      url: url + "/v1/files",
      headers: ["Content-Type": form.contentType],
      body: .file(form.content),
      isRepeatable: false
    )
  }

  @Test(arguments: [0, 1, 20_000])
  func `a form with a file arrives whole`(lines: Int) async throws {
    let content = String(repeating: #"{"prompt":"","completion":"a"}"# + "\n", count: lines)
    let path = folder.write(content, to: "train.jsonl")
    let server = try LoopbackServer { _ in .answer(status: 200, body: "{}") }
    let form = form(path, byteCount: content.utf8.count)
    let answer = try await transport.answer(to: request(form, to: server.url))
    #expect(answer.status == 200)
    let sent = try #require(server.requests.first)
    #expect(sent.headers["content-type"] == "multipart/form-data; boundary=2af2a")
    #expect(sent.headers["transfer-encoding"] == nil)
    #expect(
      sent.text == """
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
  }

  @Test func `a file of another size than was told is not sent`() async throws {
    let path = folder.write("abc", to: "train.jsonl")
    let server = try LoopbackServer { _ in .answer(status: 200) }
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: request(form(path, byteCount: 4), to: server.url))
    }
    #expect(error?.description == "'\(path)' has 3 bytes in place of 4: it was changed")
    #expect(error?.wasNotSent == true)
    #expect(server.connections == 0)
  }

  @Test func `a file that is not there is named`() async throws {
    let error = await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(
        to: request(form("/nowhere/train.jsonl", byteCount: 4), to: "http://127.0.0.1:9")
      )
    }
    #expect(error?.description.hasPrefix("'/nowhere/train.jsonl' cannot be read") == true)
  }

  @Test func `a file that shrinks before it was read is given up`() async throws {
    let size = 1 << 20
    let path = folder.write("", to: "train.jsonl")
    #expect(truncate(path, size) == 0)
    let server = try LoopbackServer { _ in .answer(status: 200) }
    let request = request(form(path, byteCount: size), to: server.url)
    let exchange = try Exchange(request)
    #expect(truncate(path, 1000) == 0)
    let failure = try #require(throws: HTTPFailure.self) {
      try exchange.outcome(with: HTTPClient()).get()
    }
    let error = HTTPTransportError(failure, request)
    // It never had the whole request, so it did nothing.
    #expect(error.wasNotSent)
    #expect(error.description.contains("changed meanwhile"))
    #expect(server.requests.isEmpty)
  }

  @Test func `three hundred megabytes take a few of memory`() async {
    await #expect(processExitsWith: .success) {
      let folder = TemporaryFolder()
      let size = 300 << 20
      let path = folder.write("", to: "train.jsonl")
      try #require(truncate(path, size) == 0)
      let server = try LoopbackServer(keepsBodies: false) { _ in .answer(status: 200) }
      let url = server.url
      func body(_ byteCount: Int) -> HTTPRequest {
        let content = HTTPRequest.FileContent(path: path, byteCount: byteCount)
        return HTTPRequest(method: .post, url: url, body: .file(content))
      }
      let small = folder.write("a", to: "small")
      let transport = CurlTransport()
      _ = try await transport.answer(
        to: HTTPRequest(
          method: .post,
          url: url,
          body: .file(HTTPRequest.FileContent(path: small, byteCount: 1))
        )
      )
      let before = Self.mostMemory
      let answer = try await transport.answer(to: body(size))
      try #require(answer.status == 200)
      try #require(server.requests.last?.byteCount == size)
      #expect(Self.mostMemory - before < 20 << 20)
    }
  }

  /// The most memory that this process has had, in bytes.
  private static var mostMemory: Int {
    var usage = rusage()
    #if canImport(Glibc)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Int(usage.ru_maxrss) << 10
    #else
    getrusage(RUSAGE_SELF, &usage)
    return Int(usage.ru_maxrss)
    #endif
  }
}
