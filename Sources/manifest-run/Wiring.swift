import Engine
import LocalProvider
import Providers
import Steps

/// The only place that names concrete providers and says what this machine has room for.
enum Wiring {
  /// The providers that a manifest may name.
  static var providers: [any Provider] { [LocalProvider()] }

  /// How many steps of each pool may run at once on a machine with so many processor cores.
  ///
  /// A step of the pool `cores` keeps one core busy.
  static func pools(cores: Int) -> [PoolName: Int] {
    [.cores: max(1, cores), .files: max(1, cores)]
  }
}
