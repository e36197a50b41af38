import Engine
import HTTPCache
import LocalProvider
import OpenAIProvider
import Providers
import Steps

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The only place that names concrete providers and says what this machine has room for.
enum Wiring {
  /// The processor cores that this process may use.
  static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// The providers that a manifest may name.
  static var providers: [any Provider] { [served] + Services.providers }

  /// What `serve` offers to others: the provider that works on this machine.
  static var served: LocalProvider { LocalProvider(cores: cores) }

  /// The providers whose jobs go on without this process.
  static var services: [any Provider] { Services.providers }

  /// What expands manifests; large pairs files are indexed below `TMPDIR`.
  static var planner: Planner { planner(warnsOfKeys: false) }

  /// The same; one that warns of keys says which services cannot be asked for want of one.
  static func planner(warnsOfKeys: Bool) -> Planner {
    Planner(
      providers: providers,
      serviceProblems: Services.problems,
      warnsOfKeys: warnsOfKeys,
      scratchFolder: UserFolders.current.temporary
    )
  }

  /// The shared cache at a place: a folder, or a URL of a web server.
  static func sharedStore(
    at place: String,
    isWritable: Bool
  ) throws(SharedStoreError) -> any SharedStore {
    if place.hasPrefix("http://") || place.hasPrefix("https://") {
      let authorization = Terminal.variable("MANIFEST_RUN_CACHE_AUTHORIZATION")
      return try HTTPStore(place, authorization: authorization)
    }
    return try FolderStore(at: place, isWritable: isWritable)
  }

  /// The steps that wait for one service at once; how fast they ask is the account's to say.
  private static let stepsAtOnce = 16

  /// How many steps of a plan run at once where nobody says: one for each core, and beside them those
  /// that wait for a service and keep no core busy.
  static func jobs(for plan: Plan) -> Int {
    let services = Set(plan.steps.map(\.pool)).subtracting([.cores, .files])
    return cores + services.count * stepsAtOnce
  }

  /// How many steps of each pool may run at once.
  ///
  /// A step of the pool `cores` keeps one core busy, and more while others are free.
  static var pools: [PoolName: Int] {
    [.cores: cores, .files: cores]
      .merging(
        Services.configurations.map { (.provider($0.name, account: $0.account), stepsAtOnce) }
      ) { first, _ in
        first
      }
  }
}
