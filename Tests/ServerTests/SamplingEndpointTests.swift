import Foundation
import LocalProvider
import System
import TestSupport
import Testing

@testable import Server

/// What is drawn, and how it is sent.
struct SamplingEndpointTests {
  private static let prompt: JSON = "What is item 3? A:"

  /// The texts of the choices of an answer, in their order.
  private func texts(
    _ client: TestClient,
    _ model: String,
    _ fields: [String: JSON]
  ) async throws -> [String] {
    let answer = try await client.send("POST", "/v1/completions", request(model, fields)).json
    guard case .array(let choices) = answer["choices"] else {
      throw TestClient.Failure("\(answer)")
    }
    #expect(choices.enumerated().allSatisfy { $1["index"] == .integer($0) })
    return choices.map { $0["text"]?.text ?? "" }
  }

  private func request(_ model: String, _ fields: [String: JSON]) -> JSON {
    var all: [String: JSON] = [
      "model": .string(model), "prompt": Self.prompt, "max_tokens": 8, "temperature": 1,
    ]
    all.merge(fields) { $1 }
    return .object(all.map { JSON.Member(name: $0.key, value: $0.value) })
  }

  @Test func `seeds, places and requests draw differently, and a seed draws the same again`()
    async throws
  {
    // After one epoch a model is undecided, so that draws differ.
    try await withModel(epochs: 1) { client, model in
      var seeded: [String] = []
      for seed in 0..<8 {
        let once = try await texts(client, model, ["seed": .integer(seed)])
        #expect(try await texts(client, model, ["seed": .integer(seed)]) == once)
        seeded += once
      }
      #expect(Set(seeded).count == 8)
      var fresh: [String] = []
      for _ in 0..<4 { fresh += try await texts(client, model, [:]) }
      #expect(Set(fresh).count == 4)
      let many = try await texts(client, model, ["n": 6, "best_of": 6, "seed": 5])
      #expect(many.count == 6 && Set(many).count == 6 && many[0] == seeded[5])
      let prompts: JSON = ["a", Self.prompt, Self.prompt]
      let listed = try await texts(client, model, ["prompt": prompts, "n": 2, "seed": 5])
      #expect(listed.count == 6 && Set(listed).count == 6)
      // The nucleus of next to nothing is the likeliest token, whatever is drawn.
      let greedy = try await texts(client, model, ["temperature": 0, "seed": 1, "n": 3])
      let narrow = try await texts(client, model, ["top_p": 0.000_001, "n": 3])
      #expect(Set(greedy).count == 1 && narrow == greedy)
      #expect(try await texts(client, model, ["temperature": 0]) == [greedy[0]])
      let usage = try await client.send(
        "POST",
        "/v1/completions",
        request(model, ["n": 3, "temperature": 0])
      ).json["usage"]
      let one = try await client.send(
        "POST",
        "/v1/completions",
        request(model, ["temperature": 0])
      ).json["usage"]
      #expect(usage?["prompt_tokens"] == one?["prompt_tokens"])
    }
  }

  /// The values of a stream's events.
  private func events(_ answer: TestClient.Answer) throws -> [JSON] {
    let parts = answer.text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
    #expect(parts.last == "data: [DONE]" && answer.isWhole)
    return try parts.dropLast().map { part in
      try #require(JSON(parsing: Array(part.dropFirst("data: ".count).utf8)), "\(part)")
    }
  }

  private func choice(_ event: JSON) -> JSON? {
    guard case .array(let choices) = event["choices"] else { return nil }
    return choices.first
  }

  @Test func `a stream brings the answer's text in pieces, and its usage where it is asked for`()
    async throws
  {
    try await withModel(epochs: 1) { client, model in
      let plain: [String: JSON] = ["n": 2, "seed": 9, "max_tokens": 20, "stop": "zzz"]
      let whole = try await client.send("POST", "/v1/completions", request(model, plain)).json
      let expected = try await texts(client, model, plain)
      let streamed = plain.merging([
        "stream": true, "stream_options": ["include_usage": true],
      ]) { $1 }
      let answer = try await client.send("POST", "/v1/completions", request(model, streamed))
      #expect(answer.headers["content-type"] == "text/event-stream")
      let events = try self.events(answer)
      var texts = ["", ""]
      var ends = 0
      for event in events.dropLast() {
        let choice = try #require(self.choice(event))
        #expect(event["usage"] == .null)
        let index = choice["index"] == 1 ? 1 : 0
        texts[index] += choice["text"]?.text ?? ""
        if choice["finish_reason"]?.text != nil { ends += 1 }
      }
      #expect(texts == expected && ends == 2 && events.count > 12)
      #expect(events.last?["choices"] == [] && events.last?["usage"] == whole["usage"])
    }
  }

  @Test func `a chat's stream begins with its role and ends with its reason`() async throws {
    try await withModel(epochs: 1) { client, model in
      func ask(_ fields: [String: JSON]) async throws -> TestClient.Answer {
        var all = fields.merging(["messages": [["role": "user", "content": Self.prompt]]]) { $1 }
        all["prompt"] = .null
        guard case .object(let members) = request(model, all) else { fatalError() }
        return try await client.send(
          "POST",
          "/v1/chat/completions",
          .object(members.filter { $0.name != "prompt" })
        )
      }
      let whole = try await ask(["seed": 3, "max_tokens": 12]).json
      let events = try self.events(try await ask(["seed": 3, "max_tokens": 12, "stream": true]))
      let choices = events.compactMap(choice)
      #expect(choices.first?["delta"]?["role"] == "assistant")
      #expect(choices.last?["finish_reason"]?.text != nil && choices.count > 5)
      #expect(events.allSatisfy { $0["usage"] == nil })
      let text = choices.map { $0["delta"]?["content"]?.text ?? "" }.joined()
      #expect(choice(whole)?["message"]?["content"]?.text == text)
      let scored = try self.events(
        try await ask(["seed": 3, "max_tokens": 12, "stream": true, "logprobs": true])
      ).compactMap(choice)
      #expect(scored.map { $0["delta"]?["content"]?.text ?? "" }.joined() == text)
      #expect(scored.contains { $0["logprobs"]?["content"] != nil })
    }
  }

  @Test func `each piece is sent before the next one is made`() async throws {
    var provider = FakeProvider()
    let tokens = SteppedTokens(["one", " two", " three"])
    provider.tokens = tokens
    try await withServer(in: TemporaryFolder(), provider: provider) { client in
      let file = try await client.upload()
      let path = "/v1/fine_tuning/jobs"
      let made = try await client.job(path, ["model": "ada", "training_file": .string(file)])
      let job = try await client.job("\(path)/\(made["id"]?.text ?? "")", is: "succeeded")
      let model = try #require(job["fine_tuned_model"]?.text)
      let request = client.request(
        "POST",
        "/v1/completions",
        body: request(model, ["stream": true]).bytes,
        type: "application/json"
      )
      // The model goes on only when its last word was read from the socket.
      let bytes = try await client.exchange(request) { tokens.goOn(ifHeard: $0) }
      #expect(String(decoding: bytes, as: UTF8.self).contains("[DONE]"))
      #expect(tokens.heard == 3)
    }
  }

  @Test func `what is refused is refused with a status, in a stream too`() async throws {
    try await withModel(epochs: 1) { client, model in
      let long = JSON.string(String(repeating: "!", count: 5000))
      for streams in [false, true] {
        let fields: [String: JSON] = ["prompt": long, "stream": .boolean(streams)]
        let answer = try await client.send("POST", "/v1/completions", request(model, fields))
        #expect(answer.status == 400 && answer.json["error"]?["message"]?.text != nil)
      }
    }
  }
}
