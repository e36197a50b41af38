import Providers
import System
import TestSupport
import Testing

@testable import Server

/// Models that were tuned elsewhere and are offered beside those of jobs.
struct OfferedModelTests {
  /// Says which model it is that answers.
  private struct NamedTokens: ByteTokens {
    func tokenCompletions(
      of prompts: [TokenPrompt],
      by model: ModelReference,
      asking request: TokenRequest,
      onText: (@Sendable (Int, String) -> Void)?
    ) async throws(ProviderError) -> [TokenCompletion] {
      prompts.map { _ in
        let text = "\(model.id) \(model.stage)"
        return TokenCompletion(
          promptTokens: [],
          tokens: [],
          completion: Completion(text: text, finishReason: .stop)
        )
      }
    }
  }

  private func offer(_ name: String, hasUntuned: Bool = true) -> OfferedModel {
    var provider = FakeProvider()
    provider.tokens = NamedTokens()
    return OfferedModel(
      name: name,
      created: 7,
      reference: ModelReference(id: "id of \(name)", baseModel: "random:llama", stage: .tuned),
      hasUntuned: hasUntuned,
      provider: provider
    )
  }

  @Test func `they are listed and asked, tuned and untuned, and not deleted`() async throws {
    let offered = [
      offer("a:llama:seed-0"), offer("b:llama:seed-0:0123456789ab", hasUntuned: false),
    ]
    try await withServer(in: TemporaryFolder(), offering: offered) { client in
      let list = try await client.send("GET", "/v1/models").json
      guard case .array(let models) = list["data"] else { throw TestClient.Failure("\(list)") }
      #expect(
        models.compactMap { $0["id"]?.text } == [
          "ada", "a:llama:seed-0", "a:llama:seed-0:ckpt-step-0", "b:llama:seed-0:0123456789ab",
        ]
      )
      let found = try await client.send("GET", "/v1/models/a:llama:seed-0").json
      #expect(found["created"] == 7 && found["parent"] == "random:llama")
      func ask(_ model: String) async throws -> TestClient.Answer {
        try await client.send(
          "POST",
          "/v1/completions",
          ["model": .string(model), "prompt": "a"]
        )
      }
      #expect(try await ask("a:llama:seed-0").text.contains("id of a:llama:seed-0 tuned"))
      #expect(try await ask("a:llama:seed-0:ckpt-step-0").text.contains("seed-0 base"))
      #expect(try await ask("b:llama:seed-0:0123456789ab:ckpt-step-0").status == 404)
      let short = try await ask("b:llama:seed-0")
      #expect(short.status == 404)
      #expect(short.text.contains("there are 'b:llama:seed-0:0123456789ab'"))
      let deletion = try await client.send("DELETE", "/v1/models/a:llama:seed-0")
      #expect(deletion.status == 403, "\(deletion.text)")
    }
  }
}
