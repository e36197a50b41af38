import LocalProvider
import System
import TestSupport
import Testing

@testable import Server

/// Tunes a small model and asks it.
func withModel(
  epochs: Int = 30,
  _ body: @escaping @Sendable (TestClient, String) async throws -> Void
) async throws {
  try await withServer(in: TemporaryFolder(), provider: LocalProvider(cores: 1)) { client in
    let file = try await client.upload()
    let made = try await client.job(
      "/v1/fine_tuning/jobs",
      [
        "model": "ada", "training_file": .string(file),
        "hyperparameters": ["n_epochs": .integer(epochs), "batch_size": 4],
      ]
    )
    let path = "/v1/fine_tuning/jobs/\(made["id"]?.text ?? "")"
    let job = try await client.job(path, is: "succeeded")
    try await body(client, try #require(job["fine_tuned_model"]?.text))
  }
}

struct CompletionEndpointTests {
  @Test func `prompts, scores, chats and the untuned model are answered`() async throws {
    try await withModel { client, model in
      let prompts: JSON = ["What is item 3? A:", "What is item 5? A:"]
      let request: JSON = [
        "model": .string(model), "prompt": prompts, "max_tokens": 6, "temperature": 0, "n": .null,
        "logprobs": 2, "stop": "\n", "echo": false, "stream": false, "top_p": .null,
      ]
      let answer = try await client.send("POST", "/v1/completions", request).json
      guard case .array(let choices) = answer["choices"] else {
        throw TestClient.Failure("\(answer)")
      }
      #expect(choices.map { $0["index"] } == [0, 1])
      #expect(choices[0]["text"] == " thing3" && choices[1]["text"] == " thing5")
      #expect(choices[0]["finish_reason"] == "stop")
      // A word, the mark that no space is before what follows, and a digit.
      #expect(answer["usage"]?["completion_tokens"] == 6)
      let prompt = "What is item 3? A:"
      let scored = try await scores(client, model, prompt + " thing3")
      #expect(scored.first?.value == nil)
      #expect(scored.map(\.token).joined() == prompt + " thing3")
      let tuned = scored.filter { $0.offset >= prompt.count }.reduce(0) { $0 + ($1.value ?? .nan) }
      let base = try await scores(client, model + ":ckpt-step-0", prompt + " thing3")
        .filter { $0.offset >= prompt.count }.reduce(0) { $0 + ($1.value ?? .nan) }
      #expect(tuned > -1 && base < -5)
      let chat = try await client.send(
        "POST",
        "/v1/chat/completions",
        [
          "model": .string(model), "temperature": 0, "stop": ["\n"], "logprobs": true,
          "messages": [["role": "user", "content": .string(prompt)]],
        ]
      ).json
      #expect("\(chat)".contains(#""content":" thing3""#), "\(chat)")
      try await checkRefusals(client, model)
    }
  }

  private func scores(
    _ client: TestClient,
    _ model: String,
    _ text: String
  ) async throws -> [(token: String, value: Double?, offset: Int)] {
    let answer = try await client.send(
      "POST",
      "/v1/completions",
      [
        "model": .string(model), "prompt": .string(text), "max_tokens": 0, "temperature": 0,
        "logprobs": 0, "echo": true,
      ]
    ).json
    guard case .array(let choices) = answer["choices"], let lists = choices.first?["logprobs"],
      case .array(let tokens) = lists["tokens"],
      case .array(let values) = lists["token_logprobs"],
      case .array(let offsets) = lists["text_offset"]
    else { throw TestClient.Failure("\(answer)") }
    return zip(zip(tokens, values), offsets).map { pair, offset in
      let value: Double? = if case .number(let number) = pair.1 { number } else { nil }
      let place: Int = if case .integer(let number) = offset { number } else { -1 }
      return (pair.0.text ?? "", value, place)
    }
  }

  private func checkRefusals(_ client: TestClient, _ model: String) async throws {
    let wrong: [(String, JSON, Int)] = [
      ("n", 129, 400), ("top_p", 1.5, 400), ("logprobs", 6, 400), ("best_of", 3, 400),
      ("suffix", "x", 400), ("logit_bias", ["5": 1], 400), ("prompt", [1, "a"], 400),
      ("stop", .array(Array(repeating: "a", count: 17)), 400), ("max_tokens", -1, 400),
      ("max_tokens", 5000, 400), ("model", "ada", 404), ("model", "none", 404),
      ("nonsense", 1, 400),
    ].map { ($0.0, $0.1, $0.2) }
    for (name, value, status) in wrong {
      guard case .object(var members) = ["model": .string(model), "prompt": "a"] as JSON else {
        return
      }
      members.removeAll { $0.name == name }
      members.append(JSON.Member(name: name, value: value))
      let answer = try await client.send("POST", "/v1/completions", .object(members))
      #expect(answer.status == status, "\(name): \(answer.text)")
      #expect(answer.json["error"]?["message"]?.text != nil)
    }
  }
}

extension JSON: ExpressibleByFloatLiteral {
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
}

struct TokenTextTests {
  @Test func `places count characters, and parts of a character stand where it does`() {
    var place = TextPosition(after: "ab")
    let tokens: [[UInt8]] = [Array(" é".utf8), [0xE2], [0x82], [0xAC], Array("x".utf8)]
    #expect(tokens.map { place.offset(of: $0) } == [2, 4, 4, 4, 5])
    #expect(TokenText.name([0xE2, 0x82]) == #"bytes:\xe2\x82"#)
    #expect(TokenText.name(Array("€".utf8)) == "€")
  }
}
