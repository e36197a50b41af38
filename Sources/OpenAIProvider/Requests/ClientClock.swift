internal import System

/// The clock that the client waits by and the random numbers that spread its retries.
///
/// Tests have their own.
package struct ClientClock: Sendable {
  /// Seconds since 1970.
  package var now: @Sendable () -> Double

  /// Waits for some seconds; throws where the task is cancelled meanwhile.
  package var sleep: @Sendable (Double) async throws -> Void

  /// A number from 0 to 1.
  package var random: @Sendable () -> Double

  package init(
    now: @escaping @Sendable () -> Double,
    sleep: @escaping @Sendable (Double) async throws -> Void,
    random: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.random = random
  }

  /// The system's clock and random numbers.
  package static let system = ClientClock(
    now: { Instant.now },
    sleep: { try await Task.sleep(for: .seconds($0)) },
    random: { Double.random(in: 0...1) }
  )

  /// A clock that goes faster by a factor, so that every wait is that much shorter.
  package func accelerated(by factor: Double) -> ClientClock {
    ClientClock(
      now: { [now] in now() * factor },
      sleep: { [sleep] in try await sleep($0 / factor) },
      random: random
    )
  }
}
