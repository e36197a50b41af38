internal import Manifest
internal import Providers

/// How long a job is waited for, from when its id was written down.
///
/// It ends the waiting and not the job, and changes no result, so it is in no key.
struct Deadline: Codable, Hashable, Sendable {
  let seconds: Double

  /// The time as the manifest writes it.
  let text: String

  init(_ span: TimeSpan) {
    seconds = span.seconds
    text = span.text
  }

  /// The longest time that is waited, in seconds: clocks count no further than some centuries.
  private static let longest = 1e9

  /// What comes within some seconds; nil where they pass before.
  static func answer<Answer: Sendable>(
    within seconds: Double,
    _ work: @escaping @Sendable () async throws(ProviderError) -> Answer
  ) async throws(ProviderError) -> Answer? {
    guard seconds < longest else { return try await work() }
    let first = await withTaskGroup(of: Result<Answer?, ProviderError>.self) { group in
      group.addTask {
        do throws(ProviderError) {
          return .success(try await work())
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        do {
          try await Task.sleep(for: .seconds(seconds))
          return .success(nil)
        } catch {
          return .failure(.cancelled)
        }
      }
      let first = await group.next()
      group.cancelAll()
      return first ?? .success(nil)
    }
    return try first.get()
  }
}
