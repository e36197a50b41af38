import Foundation
import System
import TestSupport
import Testing

@testable import Server

struct FileEndpointTests {
  @Test func `a file is listed, described, handed out as it came, and deleted`() async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let none = try await client.send("GET", "/v1/files").json
      #expect(none["first_id"] == "" && none["last_id"] == "" && none["has_more"] == false)
      let id = try await client.upload(examples, named: "data/train.jsonl")
      let other = try await client.upload("{}", purpose: "user_data")
      let file = try await client.send("GET", "/v1/files/\(id)").json
      #expect(file["filename"] == "train.jsonl" && file["purpose"] == "fine-tune")
      #expect(file["bytes"] == .integer(examples.utf8.count) && file["status"] == "processed")
      #expect(try await client.send("GET", "/v1/files/\(id)/content").text == examples)
      let all = try await client.send("GET", "/v1/files").json
      #expect(all["first_id"]?.text == other && all["last_id"]?.text == id)
      let others = try await client.send("GET", "/v1/files?purpose=user_data").json
      #expect(others["first_id"]?.text == other && others["last_id"]?.text == other)
      let page = try await client.send("GET", "/v1/files?limit=1&order=asc").json
      #expect(page["first_id"]?.text == id && page["has_more"] == true)
      let rest = try await client.send("GET", "/v1/files?after=\(id)&order=asc").json
      #expect(rest["first_id"]?.text == other && rest["has_more"] == false)
      #expect(try await client.send("DELETE", "/v1/files/\(id)").json["deleted"] == true)
      let gone = try await client.send("GET", "/v1/files/\(id)")
      #expect(gone.status == 404)
      #expect(gone.json["error"]?["message"]?.text == "No such File object: \(id)")
    }
  }

  @Test(arguments: [
    ("no json\n", "fine-tune", "JSONL"), ("[1]\n", "fine-tune", "JSONL"),
    ("", "fine-tune", "JSONL"), (#"{"a": 1}"#, "nonsense", "is not one of"),
  ])
  func `an upload that cannot be used is refused and leaves nothing`(
    text: String,
    purpose: String,
    words: String
  ) async throws {
    let folder = TemporaryFolder()
    try await withServer(in: folder) { client in
      let answer = try await client.answer(
        to: client.uploadRequest(text, named: "a.jsonl", purpose: purpose)
      )
      #expect(answer.status == 400)
      #expect(answer.text.contains(words))
    }
    #expect(try FileSystem.names(in: folder.path + "/state/files").isEmpty)
    #expect(try FileSystem.names(in: folder.path + "/state/incoming").isEmpty)
  }

  @Test func `a large file arrives byte by byte as it was sent`() async throws {
    let text = String(repeating: examples, count: 5000) + "\r\n--0123456789abcdef"
    try await withServer(in: TemporaryFolder()) { client in
      let id = try await client.upload(text)
      let content = try await client.send("GET", "/v1/files/\(id)/content")
      #expect(content.text == text)
    }
  }

  @Test func `a body that ends too early is no file`() async throws {
    let folder = TemporaryFolder()
    try await withServer(in: folder) { client in
      let whole = client.uploadRequest(examples, named: "a.jsonl", purpose: "fine-tune")
      let text = String(decoding: whole, as: UTF8.self)
        .replacing("--0123456789abcdef0123456789abcdef--", with: "")
      let body = text.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
      let answer = try await client.answer(
        to: client.request(
          "POST",
          "/v1/files",
          body: Array(body.utf8),
          type: "multipart/form-data; boundary=0123456789abcdef0123456789abcdef"
        )
      )
      #expect(answer.status == 400)
      #expect(try await client.send("GET", "/v1/files").json["data"] == [])
    }
  }
}

struct MultipartReaderTests {
  private static let body =
    "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nfine-tune\r\n--b\r\n"
    + "Content-Disposition: form-data; filename=\"x\"; name=\"file\"\r\n\r\n1\r\n--\r\n-b\r\n--b--\r\n"

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `a body is the same in parts of any size`(size: Int) throws {
    var reader = try MultipartReader(contentType: "multipart/form-data; boundary=\"b\"")
    let bytes = Array(Self.body.utf8)
    var contents: [[UInt8]] = []
    var heads: [MultipartReader.Piece] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      for piece in try reader.feed(Array(bytes[start..<min(start + size, bytes.count)])) {
        switch piece {
        case .begin:
          heads.append(piece)
          contents.append([])
        case .data(let data): contents[contents.count - 1] += data
        case .end: break
        }
      }
    }
    #expect(reader.isFinished)
    #expect(
      heads == [.begin(name: "purpose", filename: nil), .begin(name: "file", filename: "x")]
    )
    let texts = contents.map { String(decoding: $0, as: UTF8.self) }
    #expect(texts == ["fine-tune", "1\r\n--\r\n-b"])
  }

  @Test(arguments: [
    nil, "application/json", "multipart/form-data", "multipart/form-data; boundary=",
  ])
  func `a header without a boundary is refused`(header: String?) {
    #expect(throws: APIError.self) { try MultipartReader(contentType: header) }
  }
}
