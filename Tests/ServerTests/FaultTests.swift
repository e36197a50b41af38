import System
import TestSupport
import Testing

@testable import Server

struct FaultTests {
  private static let jobs = "/v1/fine_tuning/jobs"

  private func create(_ client: TestClient, _ file: String) async throws -> TestClient.Answer {
    try await client.send("POST", Self.jobs, ["model": "ada", "training_file": .string(file)])
  }

  private func count(_ client: TestClient) async throws -> Int {
    guard case .array(let all) = try await client.send("GET", Self.jobs).json["data"] else {
      return -1
    }
    return all.count
  }

  @Test func `a status comes in place of the work, as often as the script says`() async throws {
    let script =
      #"[{"route": "POST /v1/fine_tuning/jobs", "skip": 1, "times": 2, "do": "status", "status": 429, "retry-after": 3}]"#
    try await withServer(in: TemporaryFolder(), faults: script) { client in
      let file = try await client.upload()
      var answers: [TestClient.Answer] = []
      for _ in 0..<4 { answers.append(try await create(client, file)) }
      #expect(answers.map(\.status) == [200, 429, 429, 200])
      #expect(answers[1].headers["retry-after"] == "3")
      #expect(answers[1].json["error"]?["code"] == "rate_limit_exceeded")
      #expect(try await count(client) == 2)
    }
  }

  @Test(arguments: [("hang-up-before", 0), ("hang-up-after", 1)])
  func `a connection ends without a byte, before or after the work`(
    fault: String,
    made: Int
  ) async throws {
    let script = #"[{"route": "POST /v1/fine_tuning/jobs", "do": "\#(fault)"}]"#
    try await withServer(in: TemporaryFolder(), faults: script) { client in
      let file = try await client.upload()
      await #expect(throws: TestClient.Failure.self) { try await create(client, file) }
      #expect(try await count(client) == made)
      #expect(try await create(client, file).status == 200)
    }
  }

  @Test func `an answer ends in its middle, and its head tells the whole length`() async throws {
    let script = #"[{"route": "POST /v1/fine_tuning/jobs", "do": "truncate"}]"#
    try await withServer(in: TemporaryFolder(), faults: script) { client in
      let file = try await client.upload()
      let answer = try await create(client, file)
      #expect(answer.status == 200 && !answer.isWhole && !answer.body.isEmpty)
      #expect(JSON(parsing: answer.body) == nil)
      #expect(try await count(client) == 1)
    }
  }

  @Test func `a slow file comes whole`() async throws {
    let script =
      #"[{"route": "GET /v1/files/{file_id}/content", "times": "all", "do": "slow", "seconds": 0.2}]"#
    try await withServer(in: TemporaryFolder(), faults: script) { client in
      let file = try await client.upload()
      let answer = try await client.send("GET", "/v1/files/\(file)/content")
      #expect(answer.isWhole && answer.text == examples)
    }
  }

  @Test func `what a client sends brings no fault about`() async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let headers = ["X-Fault: hang-up-after", "x-faults: all"]
      let answer = try await client.send("GET", "/v1/models?fault=status&do=500", headers: headers)
      #expect(answer.status == 200 && answer.isWhole)
    }
  }

  @Test(arguments: [
    "{}", "[{}]", #"[{"do": "explode"}]"#, #"[{"do": "slow", "route": "GET /v2"}]"#,
    #"[{"do": "slow", "tiems": 3}]"#, #"[{"do": "status", "status": 200}]"#,
  ])
  func `a script with a mistake is refused`(script: String) async throws {
    await #expect(throws: ServerError.self) {
      try await withServer(in: TemporaryFolder(), faults: script) { _ in }
    }
  }
}
