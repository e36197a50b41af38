import Synchronization

/// What happens in a job, as a stream from its first event to its end.
final class EventFeed: Sendable {
  private struct State {
    var sent = 0
    var isDone = false
  }

  private static let pollingInterval = Duration.milliseconds(200)
  private static let silence = Duration.seconds(15)

  private let job: String
  private let dialect: Dialect
  private let store: Store
  private let state = Mutex(State())

  /// A stream of a job's events in the form of a dialect.
  init(_ job: String, _ dialect: Dialect, _ store: Store) {
    self.job = job
    self.dialect = dialect
    self.store = store
  }

  /// Sends what happens until the job's end.
  func send(_ send: @escaping Answer.Send) async throws {
    while let bytes = try await next() { try await send(bytes) }
  }

  /// The next bytes, as soon as there are some; nil after the end.
  private func next() async throws -> [UInt8]? {
    let start = ContinuousClock.now
    while true {
      if state.withLock({ $0.isDone }) { return nil }
      // The status first: what is told before a job's end is there when the end is seen.
      let isFinal = try store.job(job, dialect).status.isFinal
      let bytes = newBytes()
      if isFinal {
        state.withLock { $0.isDone = true }
        return bytes + StreamedEvent.done
      }
      if !bytes.isEmpty { return bytes }
      if ContinuousClock.now - start > Self.silence { return StreamedEvent.ping }
      try await Task.sleep(for: Self.pollingInterval)
    }
  }

  private func newBytes() -> [UInt8] {
    state.withLock { state in
      let events = store.events(of: job, from: state.sent)
      state.sent += events.count
      return events.flatMap { event -> [UInt8] in
        switch dialect {
        case .jobs: StreamedEvent.data(JobEndpoints.json(event))
        case .legacy:
          event.metrics == nil ? StreamedEvent.data(LegacyEndpoints.json(event)) : []
        }
      }
    }
  }
}
