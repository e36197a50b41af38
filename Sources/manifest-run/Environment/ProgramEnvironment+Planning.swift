import Engine
import Manifest
import Providers
import Steps
import System

extension ProgramEnvironment {
  /// The steps that wait for one service at once; how fast they ask is the account's to say.
  private static let stepsAtOnce = 16

  /// The providers that a manifest may name.
  var providers: [any Provider] { [localProvider, openWeights] + services }

  /// The keys that manifests may have.
  var format: ManifestFormat { ManifestFormat(providers) }

  /// What expands manifests.
  ///
  /// - Parameter warnsOfKeys: Whether it says which services cannot be asked for want of a key.
  /// - Returns: A planner that has read nothing yet.
  func planner(warnsOfKeys: Bool = false) -> Planner {
    Planner(
      providers: providers,
      serviceProblems: serviceSettings.problems,
      warnsOfKeys: warnsOfKeys
    )
  }

  /// The number of a plan's steps that run at once where nobody says: one for each core, and beside them
  /// those that wait for a service and keep no core busy.
  func jobs(for plan: Plan) -> Int {
    let services = Set(plan.steps.map(\.pool)).subtracting([.cores, .files, .accelerators])
    return cores + services.count * Self.stepsAtOnce
  }

  /// How many steps of each pool may run at once.
  ///
  /// A step of the pool `cores` keeps one core busy, and more while others are free.
  var pools: [PoolName: Int] {
    // One model is trained on a GPU at a time; without one, on all cores.
    let accelerators = max(1, GPUs.found(variables).count)
    let here: [PoolName: Int] = [.cores: cores, .files: cores, .accelerators: accelerators]
    return services.map(\.identity).reduce(into: here) { pools, service in
      pools[.provider(service.name, account: service.account)] = Self.stepsAtOnce
    }
  }
}
