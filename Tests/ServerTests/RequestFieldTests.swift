import Foundation
import Providers
import System
import TestSupport
import Testing

@testable import Server

/// Every field of the public descriptions is done as asked, refused, or told to change nothing.
struct RequestFieldTests {
  /// A line of the list.
  private struct Row: CustomStringConvertible {
    var route: String
    var field: String
    var treatment: String
    var value: String

    var description: String { "\(route) \(field)" }

    /// The field of the body, and the one in it that is meant.
    var names: [Substring] { field.split(separator: ".") }
  }

  private static let rows: [Row] = {
    let path = PackageFolder.path("Tests/ServerTests/request-fields.tsv")
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let columns = line.components(separatedBy: "\t") + [""]
      return Row(route: columns[0], field: columns[1], treatment: columns[2], value: columns[3])
    }
  }()

  /// What a request needs besides the field that is tried.
  private static let needed: [String: JSON] = [
    "/v1/completions": ["model": "MODEL", "prompt": "a"],
    "/v1/chat/completions": ["model": "MODEL", "messages": [["role": "user", "content": "a"]]],
    "/v1/fine_tuning/jobs": ["model": "ada", "training_file": "FILE"],
    "/v1/fine-tunes": ["model": "ada", "training_file": "FILE"],
  ]

  private static let companions: [String: JSON.Member] = [
    "stream_options": JSON.Member(name: "stream", value: true),
    "top_logprobs": JSON.Member(name: "logprobs", value: true),
  ]

  private func body(_ row: Row, _ path: String, _ model: String, _ file: String) throws -> JSON {
    func filled(_ text: String) throws -> JSON {
      let text = text.replacing("MODEL", with: model).replacing("FILE", with: file)
      return try #require(JSON(parsing: Array(text.utf8)), "\(row)")
    }
    let needed = try filled(try #require(Self.needed[path]).description)
    guard case .object(var members) = needed else { return .null }
    let name = String(row.names[0])
    members.removeAll { $0.name == name }
    members.append(JSON.Member(name: name, value: try filled(row.value)))
    if let companion = Self.companions[name] { members.append(companion) }
    return .object(members)
  }

  @Test func `every field is treated as the list says`() async throws {
    var provider = FakeProvider()
    provider.tokens = EchoTokens()
    try await withServer(in: TemporaryFolder(), provider: provider) { client in
      let file = try await client.upload()
      let jobs = "/v1/fine_tuning/jobs"
      let made = try await client.job(jobs, ["model": "ada", "training_file": .string(file)])
      let job = try await client.job("\(jobs)/\(made["id"]?.text ?? "")", is: "succeeded")
      let model = try #require(job["fine_tuned_model"]?.text)
      for row in Self.rows where row.route.hasPrefix("POST ") {
        let path = String(row.route.dropFirst("POST ".count))
        let answer =
          path == "/v1/files"
          ? try await upload(client, row)
          : try await client.send("POST", path, try body(row, path, model, file))
        #expect(answer.status == (row.treatment == "refused" ? 400 : 200), "\(row): \(answer.text)")
        guard row.treatment == "refused" else { continue }
        let error = answer.json["error"]
        let told = "\(error?["message"]?.text ?? "") \(error?["param"]?.text ?? "")"
        #expect(row.names.contains { told.contains($0) }, "\(row): \(told)")
      }
    }
  }

  private func upload(_ client: TestClient, _ row: Row) async throws -> TestClient.Answer {
    var request = client.uploadRequest(examples, named: "a.jsonl", purpose: "fine-tune")
    if row.treatment == "refused" {
      let field = row.names.count > 1 ? "\(row.names[0])[\(row.names[1])]" : row.field
      let text = String(decoding: request, as: UTF8.self)
      let boundary = "0123456789abcdef0123456789abcdef"
      let part =
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field)\"\r\n\r\n\(row.value)\r\n"
      let length = try #require(text.firstMatch(of: /Content-Length: (\d+)/))
      let whole = (Int(length.1) ?? 0) + part.utf8.count
      request = Array(
        text.replacing("Content-Length: \(length.1)", with: "Content-Length: \(whole)")
          .replacing(
            "\r\n\r\n--\(boundary)",
            with: "\r\n\r\n\(part)--\(boundary)",
            maxReplacements: 1
          )
          .utf8
      )
    }
    return try await client.answer(to: request)
  }

  @Test func `a query's field that says how much of a list is wanted is read everywhere`()
    async throws
  {
    try await withServer(in: TemporaryFolder()) { client in
      let file = try await client.upload()
      let made = try await client.job(
        "/v1/fine_tuning/jobs",
        ["model": "ada", "training_file": .string(file)]
      )
      let id = try #require(made["id"]?.text)
      let wrong = ["limit": "0", "after": "nothing", "order": "none"]
      for row in Self.rows where row.route.hasPrefix("GET ") {
        guard let value = wrong[row.field] else { continue }
        let path = row.route.dropFirst("GET ".count).replacing("{job_id}", with: id)
        let answer = try await client.send("GET", "\(path)?\(row.field)=\(value)")
        #expect(answer.status == 400 && answer.json["error"]?["param"]?.text == row.field, "\(row)")
      }
    }
  }

  @Test func `the page names every field that is not done as asked`() throws {
    let page = try String(contentsOfFile: PackageFolder.path("docs/serve.md"), encoding: .utf8)
    for row in Self.rows where row.treatment != "honoured" {
      #expect(page.contains("`\(row.field)`") || page.contains("`\(row.names[0])`"), "\(row)")
    }
    #expect(Self.rows.count > 90)
  }

  @Test(arguments: [
    #"[{"role": "user", "content": "a", "name": "b"}]"#,
    #"[{"role": "assistant", "content": "a", "tool_calls": [1]}]"#,
    #"[{"role": "user", "content": "a", "weight": 1}]"#,
    #"[{"role": "user", "content": [{"type": "text", "text": "a", "b": 1}]}]"#,
    #"[{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "u"}}]}]"#,
  ])
  func `what a message has besides its text is refused`(messages: String) throws {
    let json = try #require(JSON(parsing: Array(messages.utf8)))
    #expect(throws: APIError.self) { try ChatText.messages(json, forTraining: false) }
  }
}
