internal import Engine
internal import Providers

extension Provider {
  /// The pool that the provider's steps wait in: one for each account, since limits are an account's.
  var pool: PoolName {
    runsHere ? .cores : .provider(identity.name, account: identity.account)
  }

  /// Where jobs are that go on without this process; nil for a provider whose jobs end with it.
  var remoteAccount: String? { runsHere ? nil : identity.account }
}

extension Fingerprint {
  /// Adds who a result is from, as far as results depend on it.
  mutating func add(_ identity: ProviderIdentity) {
    add("provider", identity.name)
    add("account", identity.account)
    add("provider-revision", identity.revision)
  }
}
