import Providers
import Synchronization
import TestSupport

@testable import OpenAIProvider

/// A provider that asks a service in memory, with a clock of its own.
struct Bench {
  let folder = TemporaryFolder()
  let service: FakeService
  let clock = ManualClock()
  var configuration: ServiceConfiguration

  init(_ dialect: Dialect = .jobs) {
    service = FakeService(dialect)
    configuration = ServiceConfiguration(
      name: "lab",
      baseURL: "https://service/v1",
      dialect: dialect,
      key: .environment(variable: "LAB_KEY", value: Secret("sk-recognisable-0123456789"))
    )
  }

  var provider: OpenAIProvider { provider(clock.clientClock) }

  /// The provider with a clock that stands still, so that it never loses patience with others who
  /// do the same.
  var patientProvider: OpenAIProvider {
    var clientClock = clock.clientClock
    clientClock.sleep = { _ in try await Task.sleep(for: .milliseconds(1)) }
    return provider(clientClock)
  }

  private func provider(_ clientClock: ClientClock) -> OpenAIProvider {
    OpenAIProvider(
      configuration,
      transport: service,
      stateFolder: folder.path + "/state",
      clock: clientClock
    )
  }

  /// The provider, and what it tells.
  var told: (provider: any Provider, notes: ToldNotes) {
    let notes = ToldNotes()
    return (provider.telling(notes.add), notes)
  }

  var jobs: any FineTuningService { provider.fineTuning }

  func file(_ content: String = #"{"prompt":"","completion":"a"}"#) -> DataFile {
    let path = folder.write(content, to: "train.jsonl")
    return DataFile(
      name: "train.jsonl",
      path: path,
      digest: String(repeating: "ab", count: 32),
      byteCount: content.utf8.count
    )
  }

  /// The request of a step whose training file was uploaded.
  func request() async throws -> FineTuneRequest {
    var request = WireTests.request()
    let file = file()
    request.trainingFile = UploadedFile(
      id: try await provider.files.upload(file),
      content: file
    )
    return request
  }
}

/// What a provider has told beside its answers.
final class ToldNotes: Sendable {
  private let all = Mutex<[ProviderNote]>([])

  func add(_ note: ProviderNote) { all.withLock { $0.append(note) } }

  var waits: [String] {
    all.withLock { $0.compactMap { if case .wait(let sentence) = $0 { sentence } else { nil } } }
  }

  var warnings: [String] {
    all.withLock { $0.compactMap { if case .warning(let sentence) = $0 { sentence } else { nil } } }
  }
}
