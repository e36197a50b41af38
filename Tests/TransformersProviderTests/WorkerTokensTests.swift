import Foundation
import Providers
import Synchronization
import TestSupport
import Testing

@testable import TransformersProvider

/// Tokens by a stand-in for Python; what the worker itself tells is tested in `Tests/WorkerTests`.
@Suite(.timeLimit(.hang)) struct WorkerTokensTests {
  private let folder = TemporaryFolder()

  private var model: ModelReference {
    let path = folder.write("weights", to: "model.safetensors")
    return ModelReference(
      id: "m",
      baseModel: "models/small",
      stage: .tuned,
      files: [DataFile(name: "model.safetensors", path: path, digest: "d", byteCount: 7)],
      stateFolder: "\(folder.path)/state"
    )
  }

  private func tokens() throws -> any TokenService {
    folder.link("python", to: PackageFolder.path("Tests/TransformersProviderTests/stand-in.py"))
    let provider = TransformersProvider(
      variables: ProcessInfo.processInfo.environment,
      pythons: ["\(folder.path)/python"],
      devices: []
    )
    return try #require(provider.tokens)
  }

  private let request = TokenRequest(
    decoding: Decoding(temperature: 0.5, maximumTokens: 5, stop: ["x"]),
    sampling: Sampling(topP: 0.25, seed: 7),
    scores: true,
    alternatives: 1
  )

  @Test func `prompts are told by the worker as texts and as tokens`() async throws {
    let tokens = try tokens()
    let heard = Mutex<[String]>([])
    let told = try await tokens.tokenCompletions(
      of: [.text("a"), .tokens([98, 99])],
      by: model,
      asking: request
    ) { index, text in heard.withLock { $0.append("\(index) \(text)") } }
    #expect(heard.withLock(\.self) == ["0 a!", "1 bc!"])
    let likeliest = ScoredToken.Alternative(bytes: [33], logProbability: -0.25)
    #expect(
      told
        == ["a", "bc"].map { text in
          TokenCompletion(
            promptTokens: [ScoredToken(bytes: [65])],
            tokens: [
              ScoredToken(bytes: Array(text.utf8), logProbability: -0.5, alternatives: [likeliest])
            ],
            completion: Completion(text: text + "!", finishReason: .stop)
          )
        }
    )
    let line = try #require(folder.lines(of: "seen").last)
    for part in [
      #""prompts": ["a", [98, 99]]"#, #""seed": 7"#, #""top_p": 0.25"#, #""temperature": 0.5"#,
      #""maximum_tokens": 5"#, #""stop": ["x"]"#, #""scores": true"#, #""alternatives": 1"#,
    ] {
      #expect(line.contains(part), "\(line)")
    }
    #expect(try await tokens.tokens(of: "bc", by: model) == [98, 99])
    #expect(try await tokens.text(of: [98, 99], by: model) == "bc")
    let vocabulary = try await tokens.vocabulary(of: model)
    #expect(vocabulary.count == 9 && vocabulary.start.name == "<s>" && vocabulary.end.token == 2)
  }

  @Test func `one worker does all requests in turn, also after one that is refused`() async throws {
    let tokens = try tokens()
    let (model, request) = (model, request)
    await #expect(throws: ProviderError.rejected("prompt 1 has the token 70000")) {
      try await tokens.tokenCompletions(
        of: [.tokens([70000])],
        by: model,
        asking: request,
        onText: nil
      )
    }
    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<8 {
        group.addTask {
          try await tokens.tokenCompletions(
            of: [.text("\(number)")],
            by: model,
            asking: request,
            onText: nil
          )[0].completion.text
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(answers == Set((0..<8).map { "\($0)!" }))
    #expect(folder.lines(of: "seen").count { $0.hasPrefix("started") } == 1)
  }
}
