@testable internal import Engine
import System

extension FuzzTarget {
  /// Leases of a shared cache, which everybody who may write there can write.
  static let leases = FuzzTarget(name: "leases") { bytes in
    let lease = Lease(bytes)
    // Asked of every process that an input names; no input can name this one by chance.
    _ = lease.process?.hasEnded
    guard !lease.maker.isEmpty, lease.maker.count <= 255 else {
      return "a maker has no name, or one that fills the screen"
    }
    return lease.token.isEmpty || Lease(lease.bytes) == lease
      ? nil : "a lease that is written again reads as another one"
  }
}
