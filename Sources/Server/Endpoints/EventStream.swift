import System

/// What happens in a job, as a stream from its first event to its end.
struct EventStream: Sendable {
  private static let pollingInterval = Duration.milliseconds(200)
  private static let silence = Duration.seconds(15)

  let job: String
  let dialect: Dialect
  let store: Store

  /// Sends what happens until the job's end.
  func send(_ send: @escaping Answer.Send) async throws {
    var told = 0
    var lastSending = ContinuousClock.now
    while true {
      // The status first: what is told before a job's end is there when the end is seen.
      let isFinal = try store.job(job, dialect).status.isFinal
      let events = store.events(of: job, from: told)
      told += events.count
      var bytes = events.flatMap(bytes)
      if isFinal { return try await send(bytes + ServerSentEvent.done) }
      if bytes.isEmpty, ContinuousClock.now - lastSending > Self.silence {
        bytes = ServerSentEvent.ping
      }
      if bytes.isEmpty {
        try await Task.sleep(for: Self.pollingInterval)
      } else {
        try await send(bytes)
        lastSending = .now
      }
    }
  }

  private func bytes(_ event: JobEvent) -> [UInt8] {
    switch dialect {
    case .jobs: ServerSentEvent.data(JobEndpoints.json(event))
    case .legacy: event.metrics == nil ? ServerSentEvent.data(LegacyJobEndpoints.json(event)) : []
    }
  }
}
