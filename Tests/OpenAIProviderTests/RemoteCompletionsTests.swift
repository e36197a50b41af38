import HTTP
import Providers
import Synchronization
import System
import Testing

@testable import OpenAIProvider

struct RemoteCompletionsTests {
  private let decoding = Decoding(temperature: 0, maximumTokens: 5, stop: ["\n"])

  private func model(_ base: String = "davinci-002", _ stage: ModelReference.Stage = .tuned)
    -> ModelReference
  {
    ModelReference(id: "ft:\(base):acme::1", baseModel: base, stage: stage)
  }

  @Test func `prompts are asked in batches and answered in their order`() async throws {
    var bench = Bench()
    bench.configuration.promptsPerRequest = 3
    let prompts = (0..<10).map { "p\($0)" }
    let answers = try await bench.provider.completions.completions(
      of: prompts,
      by: model(),
      decoding: decoding
    )
    #expect(answers.map(\.text) == prompts.map { " to \($0)" })
    #expect(answers.map(\.finishReason) == Array(repeating: .length, count: 10))
    #expect(bench.service.requests.count == 4)
    #expect(bench.service.requests.allSatisfy { $0.url.hasSuffix("/v1/completions") })
  }

  @Test func `what the service has counted is told of each answer, also where it says nothing`()
    async throws
  {
    var bench = Bench()
    bench.configuration.promptsPerRequest = 3
    let told = Mutex<[TokenUsage?]>([])
    let completions = bench.provider.completions { _, usage in
      told.withLock { $0.append(usage) }
    }
    let prompts = ["a", "b", "c", "d"]
    _ = try await completions.completions(of: prompts, by: model(), decoding: decoding)
    let counted = told.withLock { Set($0) }
    #expect(counted == [TokenUsage(input: 21, output: 3), TokenUsage(input: 7, output: 3)])
    told.withLock { $0 = [] }
    // The service in memory does not count what chat models say.
    _ = try await completions.completions(of: ["a"], by: model("gpt-4o"), decoding: decoding)
    #expect(told.withLock { $0 } == [nil])
  }

  @Test(arguments: [(false, "davinci-002"), (true, "ft:davinci-002:acme::1:ckpt-step-0")])
  func `the untuned model is the base model, or the tuned one before its first step`(
    isKept: Bool,
    name: String
  ) async throws {
    let bench = Bench()
    bench.service.state.withLock { $0.keepsUntunedModels = isKept }
    _ = try await bench.provider.completions.completions(
      of: ["a"],
      by: model("davinci-002", .base),
      decoding: decoding
    )
    guard case .bytes(let bytes)? = bench.service.requests.last?.body else {
      Issue.record("no body")
      return
    }
    #expect(JSON(answer: bytes)?["model"]?.string == name)
  }

  @Test func `a chat model is asked by messages`() async throws {
    let bench = Bench()
    let answers = try await bench.provider.completions.completions(
      of: ["How often?", "Who?"],
      by: model("gpt-4o-mini-2024-07-18"),
      decoding: decoding
    )
    #expect(answers.map(\.text) == [" Once", " Once"])
    #expect(bench.service.requests.allSatisfy { $0.url.hasSuffix("/v1/chat/completions") })
  }

  @Test func `targets are scored by the echo of prompt and target`() async throws {
    let scores = try await Bench().provider.completions.scores(
      of: [
        PromptAndTarget(prompt: "Q", target: " abc"), PromptAndTarget(prompt: "Qu", target: " a"),
      ],
      by: model()
    )
    #expect(
      scores == [
        TargetScore(logProbability: -2, tokenCount: 4),
        TargetScore(logProbability: -1, tokenCount: 2),
      ]
    )
  }

  @Test(arguments: ["ignored", "refused", "chat"])
  func `where there are no log-probabilities it is said so`(reason: String) async throws {
    let bench = Bench()
    bench.service.state.withLock {
      $0.ignoresEcho = reason == "ignored"
      $0.refusesEcho = reason == "refused"
    }
    let error = await #expect(throws: ProviderError.self) {
      try await bench.provider.completions.scores(
        of: [PromptAndTarget(prompt: "Q", target: " abc")],
        by: model(reason == "chat" ? "gpt-4o" : "davinci-002")
      )
    }
    guard case .unsupported(let sentence)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(sentence.hasPrefix("log-probabilities are not available at 'lab'"))
    #expect(sentence.hasSuffix("leave 'log-probability' out of 'evaluate.metrics'"))
  }

  @Test func `a new model that is not loaded yet is waited for`() async throws {
    let bench = Bench()
    let loading = FakeService.Fault.answer(FakeService.error(404, code: "model_not_found"))
    bench.service.fail(.post, "/completions", loading, loading, loading)
    _ = try await bench.provider.completions.completions(
      of: ["a"],
      by: model(),
      decoding: decoding
    )
    #expect(bench.clock.now == 1_000_014)
  }

  @Test func `a base model that is not there is not waited for`() async throws {
    let bench = Bench()
    bench.service.fail(.post, "/completions", .answer(FakeService.error(404)))
    let error = await #expect(throws: ProviderError.self) {
      try await bench.provider.completions.completions(
        of: ["a"],
        by: model("davinci-002", .base),
        decoding: decoding
      )
    }
    #expect(error?.description.hasPrefix("'lab' has no model 'davinci-002' for this key") == true)
  }

  @Test(
    arguments: [
      #"{"choices":[]}"#, #"{"choices":[{"index":1,"text":"a"}]}"#, "{}", "[]", #"{"choi"#,
      #"{"choices":[{"index":0}]}"#,
    ]
  )
  func `an answer that is none is not taken for one`(body: String) async throws {
    let bench = Bench()
    let answer = HTTPAnswer(status: 200, body: body)
    for _ in 0..<10 { bench.service.fail(.post, "/completions", .answer(answer)) }
    let error = await #expect(throws: ProviderError.self) {
      try await bench.provider.completions.completions(
        of: ["a"],
        by: model(),
        decoding: decoding
      )
    }
    guard case .unreadable? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `more stop sequences than the API takes are refused here`() async throws {
    let bench = Bench()
    await #expect(throws: ProviderError.self) {
      try await bench.provider.completions.completions(
        of: ["a"],
        by: model(),
        decoding: Decoding(temperature: 0, maximumTokens: 1, stop: ["a", "b", "c", "d", "e"])
      )
    }
    #expect(bench.service.requests.isEmpty)
  }
}
