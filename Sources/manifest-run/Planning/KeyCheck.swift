import Providers
import Steps

/// Whether the services have keys that the steps of a plan will ask.
enum KeyCheck {
  /// Warns of each service whose key is known to be missing.
  static func warn(of services: [any Provider]) {
    for service in services {
      guard case .missing(let reason) = service.key else { continue }
      Terminal.printWarning(KeyNeeds.sentence(service, reason))
    }
  }

  /// Gets the keys before any step runs.
  ///
  /// - Throws: The exit status for a failed run where one cannot be had, after it was told.
  static func fetch(_ services: [any Provider]) async throws {
    for service in services {
      do throws(ProviderError) {
        try await service.fetchKey()
      } catch {
        Terminal.printFailure(
          KeyNeeds.sentence(service, "\(error)"),
          hint: "nothing was done; '--until generate' does what needs no service"
        )
        throw ExitStatus.stepFailed.exit
      }
    }
  }
}
