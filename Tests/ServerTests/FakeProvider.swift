import Foundation
import Providers
import Synchronization

/// A provider whose jobs do what a test says, and whose models repeat their prompt.
struct FakeProvider: Provider {
  let identity = ProviderIdentity(name: "fake", revision: 1)
  let models: [ModelDescription]? = [ModelDescription(name: "ada", summary: "none")]
  let placement = Placement.thisProcess
  let occupation = Occupation.core
  func modelFiles(of parameters: FineTuneParameters) -> [String] { ["model.bin"] }
  let files: any FileService = FakeFiles()
  let jobs: FakeJobs
  var fineTuning: any FineTuningService { jobs }
  let completions: any CompletionService = FakeCompletions()
  var tokens: (any TokenService)?

  /// Jobs that end at once, or only when they are released.
  init(holdsJobs: Bool = false) { jobs = FakeJobs(holds: holdsJobs) }

  func unsupportedParameters(in parameters: FineTuneParameters) -> [UnsupportedParameter] {
    parameters.epochs > 100
      ? [UnsupportedParameter(key: "epochs", reason: "a whole number from 1 to 100")] : []
  }
}

/// Tokens that are the bytes of texts, after one mark.
protocol ByteTokens: TokenService {}

extension ByteTokens {
  static func text(_ prompt: TokenPrompt) -> String {
    switch prompt {
    case .text(let text): text
    case .tokens(let tokens): String(decoding: tokens.map { UInt8($0 - 1) }, as: UTF8.self)
    }
  }

  func tokens(of text: String, by model: ModelReference) async throws(ProviderError) -> [Int] {
    text.utf8.map { Int($0) + 1 }
  }

  func text(of tokens: [Int], by model: ModelReference) async throws(ProviderError) -> String {
    if let token = tokens.first(where: { !(1...256).contains($0) }) {
      throw .foreignToken(token, prompt: 1, count: 257)
    }
    return Self.text(.tokens(tokens))
  }

  func vocabulary(of model: ModelReference) async throws(ProviderError) -> TokenVocabulary {
    let mark = TokenVocabulary.Mark(token: 0, name: "<mark>")
    return TokenVocabulary(count: 257, start: mark, end: mark)
  }
}

/// A model that says given words, each after the one before was heard.
final class SteppedTokens: ByteTokens {
  private let words: [String]
  private let heardCount = Mutex(0)

  init(_ words: [String]) { self.words = words }

  /// The words that were heard.
  var heard: Int { heardCount.withLock { $0 } }

  /// Takes note of the words in what a client has read.
  func goOn(ifHeard bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    heardCount.withLock { $0 = words.count { text.contains("\"\($0)\"") } }
  }

  func tokenCompletions(
    of prompts: [TokenPrompt],
    by model: ModelReference,
    asking request: TokenRequest,
    onText: (@Sendable (Int, String) -> Void)?
  ) async throws(ProviderError) -> [TokenCompletion] {
    for (index, word) in words.enumerated() {
      onText?(0, word)
      for _ in 0..<1000 where heard <= index {
        do {
          try await Task.sleep(for: .milliseconds(10))
        } catch {
          throw .cancelled
        }
      }
      guard heard > index else { throw .jobFailed("the word '\(word)' was never heard") }
    }
    let text = words.joined()
    return [
      TokenCompletion(
        promptTokens: [],
        tokens: [],
        completion: Completion(text: text, finishReason: .stop)
      )
    ]
  }
}

/// A model that repeats its prompts.
struct EchoTokens: ByteTokens {
  func tokenCompletions(
    of prompts: [TokenPrompt],
    by model: ModelReference,
    asking request: TokenRequest,
    onText: (@Sendable (Int, String) -> Void)?
  ) async throws(ProviderError) -> [TokenCompletion] {
    prompts.enumerated().map { index, given in
      let prompt = Self.text(given)
      onText?(index, prompt)
      return TokenCompletion(
        promptTokens: [ScoredToken(bytes: Array(prompt.utf8))],
        tokens: [ScoredToken(bytes: Array(prompt.utf8), logProbability: -1)],
        completion: Completion(text: prompt, finishReason: .stop)
      )
    }
  }
}

private struct FakeFiles: FileService {
  func upload(_ file: DataFile) async throws(ProviderError) -> RemoteFileID {
    RemoteFileID(rawValue: file.digest)
  }

  func has(_ file: RemoteFileID) async throws(ProviderError) -> Bool { true }
}

private struct FakeCompletions: CompletionService {
  func completions(
    of prompts: [String],
    by model: ModelReference,
    decoding: Decoding
  ) async throws(ProviderError) -> [Completion] {
    prompts.map { Completion(text: $0, finishReason: .stop) }
  }

  func scores(
    of items: [PromptAndTarget],
    by model: ModelReference
  ) async throws(ProviderError) -> [TargetScore] {
    throw .unsupported("no scores")
  }
}

/// Jobs of one step each.
final class FakeJobs: FineTuningService {
  private struct State {
    var isHeld: Bool
    var requests: [String: FineTuneRequest] = [:]
    var running = 0
    var mostAtOnce = 0
    var started = 0
  }

  private let state: Mutex<State>

  init(holds: Bool) { state = Mutex(State(isHeld: holds)) }

  /// The most jobs that ran at the same time.
  var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

  /// How often a job was begun.
  var started: Int { state.withLock { $0.started } }

  /// Lets all jobs end.
  func release() { state.withLock { $0.isHeld = false } }

  func createJob(
    _ request: FineTuneRequest,
    willSend: () throws(ProviderError) -> Void
  ) async throws(ProviderError) -> RemoteJobID {
    try willSend()
    state.withLock { $0.requests[request.stepKey] = request }
    return RemoteJobID(rawValue: request.stepKey)
  }

  func job(for request: FineTuneRequest) async throws(ProviderError) -> RemoteJobID? { nil }

  func status(of job: RemoteJobID) async throws(ProviderError) -> FineTuneStatus {
    throw .unknownJob(job)
  }

  func cancel(_ job: RemoteJobID) async throws(ProviderError) {
    throw .unsupported("jobs end with the process that waits for them")
  }

  func result(
    of job: RemoteJobID,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> FineTunedModel {
    let request = state.withLock { state in
      state.running += 1
      state.started += 1
      state.mostAtOnce = max(state.mostAtOnce, state.running)
      return state.requests[job.rawValue]
    }
    defer { state.withLock { $0.running -= 1 } }
    guard let request else { throw .unknownJob(job) }
    onEvent(.metric(FineTuneMetric(step: 1, epoch: 1, trainingLoss: 2.5, tokens: 7)))
    while state.withLock({ $0.isHeld }) {
      do {
        try await Task.sleep(for: .milliseconds(10))
      } catch {
        throw .cancelled
      }
    }
    let path = request.outputFolder + "/model.bin"
    let bytes = Data("model of \(request.trainingFile.content.digest)".utf8)
    guard (try? bytes.write(to: URL(filePath: path))) != nil else {
      throw .jobFailed("no model could be written")
    }
    return FineTunedModel(id: "fake", baseModel: "ada", trainedTokens: 7, files: ["model.bin"])
  }
}
