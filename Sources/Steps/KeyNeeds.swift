package import Engine
package import Providers

/// The providers of a plan whose key is missing or is yet to be given by a command.
package struct KeyNeeds {
  private let providers: [any Provider]

  /// - Parameters:
  ///   - plan: The plan.
  ///   - providers: The providers that its steps may have.
  package init(of plan: Plan, among providers: [any Provider]) {
    let pools = Set(plan.steps.map(\.pool))
    self.providers = providers.filter { pools.contains($0.pool) && $0.key != .present }
  }

  /// That a provider has no key, in a sentence.
  package static func sentence(_ provider: any Provider, _ reason: String) -> String {
    "'\(provider.identity.name)' cannot be asked, since \(reason)"
  }

  /// Whether all keys are there.
  package var isEmpty: Bool { providers.isEmpty }

  /// The providers that steps ask which cannot be reused.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - states: What is known of each of its steps.
  /// - Returns: Those whose key is missing or is yet to be given.
  package func providers(asked plan: Plan, _ states: [PlannedStep]) -> [any Provider] {
    let open = Set(zip(plan.steps, states).filter { !$1.state.isReused }.map(\.0.pool))
    return providers.filter { open.contains($0.pool) }
  }
}
