internal import Engine
internal import Providers

extension Provider {
  /// The pool that the provider's steps wait in.
  var pool: PoolName {
    runsHere ? .cores : .provider(identity.name)
  }
}

extension Fingerprint {
  /// Adds who a result is from, as far as results depend on it.
  mutating func add(_ identity: ProviderIdentity) {
    add("provider", identity.name)
    add("account", identity.account)
    add("provider-revision", identity.revision)
  }
}
