#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Time and chance as the client sees them, so that tests can have their own.
package struct Surroundings: Sendable {
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
  package static let system = Surroundings(
    now: { Date().timeIntervalSince1970 },
    sleep: { try await Task.sleep(for: .seconds($0)) },
    random: { Double.random(in: 0...1) }
  )

  /// These with a clock that goes faster by a factor, in which every wait is that much shorter.
  package func hastened(by factor: Double) -> Surroundings {
    Surroundings(
      now: { [now] in now() * factor },
      sleep: { [sleep] in try await sleep($0 / factor) },
      random: random
    )
  }
}
