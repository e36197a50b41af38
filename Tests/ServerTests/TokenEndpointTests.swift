import LocalProvider
import System
import TestSupport
import Testing

@testable import Server

/// What a model answers below an address of its own, and prompts as tokens.
struct TokenEndpointTests {
  private static let prompt = "What is item 3? A:"

  /// The tokens of a text without marks.
  private func tokens(
    _ client: TestClient,
    _ model: String,
    _ text: String
  ) async throws -> [JSON] {
    let answer = try await client.send(
      "POST",
      "/models/\(model)/tokenize",
      ["prompt": .string(text), "add_special_tokens": false]
    ).json
    guard case .array(let tokens) = answer["tokens"] else {
      throw TestClient.Failure("\(answer)")
    }
    #expect(answer["count"] == .integer(tokens.count))
    return tokens
  }

  /// The first choice of an answer to a prompt.
  private func choice(
    _ client: TestClient,
    _ model: String,
    _ fields: [String: JSON]
  ) async throws -> JSON {
    let all = ["temperature": 0, "max_tokens": 1, "logprobs": 1, "echo": true].merging(fields) {
      $1
    }
    let answer = try await client.send("POST", "/models/\(model)/v1/completions", .object(all))
    guard case .array(let choices) = answer.json["choices"], let first = choices.first else {
      throw TestClient.Failure(answer.text)
    }
    return first
  }

  private func list(_ choice: JSON, _ name: String) -> [JSON] {
    if case .array(let items) = choice["logprobs"]?[name] { items } else { [] }
  }

  @Test func `texts become tokens and texts again, and prompts of tokens are those of their texts`()
    async throws
  {
    try await withModel { client, model in
      for text in ["", Self.prompt, " thing3\n", "héé 😀 zzz"] {
        let tokens = try await tokens(client, model, text)
        let body: JSON = ["tokens": .array(tokens), "model": .string(model)]
        let answer = try await client.send("POST", "/models/\(model)/detokenize", body)
        #expect(answer.json == ["prompt": .string(text)], "\(answer.text)")
      }
      let info = try await client.send("GET", "/models/\(model)/tokenizer_info").json
      let mark = try #require(info["eos_token"]?.text)
      #expect(try await self.tokens(client, model, mark) == [info["eos_token_id"] ?? .null])
      let whole = Self.prompt + " thing3"
      let tokens = try await tokens(client, model, whole)
      let byTokens = try await choice(client, model, ["prompt": .array([.array(tokens)])])
      let byText = try await choice(client, model, ["prompt": .string(whole), "logprobs": 2])
      #expect(byTokens["text"] == byText["text"])
      for name in ["tokens", "token_logprobs", "text_offset"] {
        #expect(list(byTokens, name) == list(byText, name))
        #expect(list(byTokens, name).count == tokens.count + 1)
      }
      // A mark that is given is in the lists, and no other one goes before it.
      let start = try #require(info["bos_token_id"])
      let given = try await choice(client, model, ["prompt": .array([start] + tokens)])
      #expect(given["text"] == byTokens["text"])
      #expect(list(given, "token_logprobs").dropFirst(2) == list(byTokens, "token_logprobs")[1...])
      let withMark = try await client.send(
        "POST",
        "/models/\(model)/tokenize",
        ["prompt": .string(whole)]
      ).json
      #expect(withMark["tokens"] == .array([start] + tokens))
    }
  }

  @Test func `one token more than the prompt's is told where the model ends at once, too`()
    async throws
  {
    try await withModel { client, model in
      let whole = Self.prompt + " thing3\n"
      let tokens = try await tokens(client, model, whole)
      let ended = try await choice(client, model, ["prompt": .array(tokens)])
      #expect(ended["text"] == .string(whole) && ended["finish_reason"] == "stop")
      #expect(list(ended, "tokens").count == tokens.count + 1)
      #expect(list(ended, "tokens").last == "")
    }
  }

  @Test func `what is another tokenizer's is refused, and a text that is read by places is not`()
    async throws
  {
    try await withModel(epochs: 1) { client, model in
      let path = "/models/\(model)/v1/completions"
      func refusal(_ fields: [String: JSON]) async throws -> String {
        let answer = try await client.send("POST", path, .object(fields))
        return answer.status == 400 ? answer.json["error"]?["message"]?.text ?? "" : ""
      }
      for (prompt, words) in [
        ([[5, 65_536]], "prompt 1 has the token 65536, and the model's are 0 to "),
        ([-1], "prompt 1 has the token -1"), ([1, "a"], "'prompt' must be"),
        (["a", [1]], "'prompt' must be"), ([], "'prompt' must be"), ([1.5], "'prompt' must be"),
        ([["a"]], "'prompt' must be"), (7, "'prompt' must be"),
      ] as [(JSON, String)] {
        #expect(try await refusal(["prompt": prompt]).hasPrefix(words), "\(prompt)")
      }
      let harness: [String: JSON] = [
        "prompt": ["a", "b"], "echo": true, "logprobs": 1, "max_tokens": 1, "temperature": 0,
      ]
      #expect(try await refusal(harness).contains("tokenizer_backend=remote"))
      for (name, value) in [("max_tokens", 0), ("logprobs", 2), ("echo", false)]
        as [(String, JSON)]
      {
        #expect(try await refusal(harness.merging([name: value]) { $1 }) == "", "\(name)")
      }
      let streamed: [String: JSON] = ["prompt": [5], "echo": true, "stream": true]
      #expect(try await refusal(streamed).contains("'stream' with 'echo'"))
      #expect(
        try await refusal(["prompt": "a", "model": "ada"]).contains("the path names another")
      )
      for (path, body) in [
        ("tokenize", ["prompt": 5]), ("tokenize", ["prompt": "a", "b": 1]),
        ("detokenize", ["tokens": "a"]), ("detokenize", ["tokens": [70_000]]),
      ] as [(String, JSON)] {
        let answer = try await client.send("POST", "/models/\(model)/\(path)", body)
        #expect(answer.status == 400, "\(body): \(answer.text)")
      }
    }
  }

  @Test func `a chat and the list of models are there below a model's address`() async throws {
    try await withModel(epochs: 1) { client, model in
      let chat = try await client.send(
        "POST",
        "/models/\(model):ckpt-step-0/v1/chat/completions",
        ["messages": [["role": "user", "content": "a"]]]
      )
      #expect(chat.json["model"] == .string("\(model):ckpt-step-0"), "\(chat.text)")
      let list = try await client.send("GET", "/models/\(model)/v1/models").json
      guard case .array(let models) = list["data"] else { throw TestClient.Failure("\(list)") }
      #expect(models.map { $0["id"] } == [.string(model)])
      #expect(try await client.send("GET", "/models/none/tokenizer_info").status == 404)
    }
  }
}
