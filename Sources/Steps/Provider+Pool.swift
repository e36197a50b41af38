internal import Engine
internal import Providers

extension Provider {
  /// The pool that the provider's steps wait in: one for each account, since limits are an account's.
  var pool: PoolName {
    switch occupation {
    case .core: .cores
    case .accelerator: .accelerators
    case .requests: .provider(identity.name, account: identity.account)
    }
  }

  /// Where jobs are that go on without this process; nil for a provider whose jobs end with it.
  var remoteAccount: String? { placement.goesOnAlone ? identity.account : nil }

  /// What a step that tunes or asks a model occupies.
  ///
  /// - Parameter disk: About what it leaves on the disk, in bytes.
  /// - Returns: The resources.
  func resources(disk: Int? = nil) -> StepResources {
    StepResources(cores: 1, gpus: occupation == .accelerator ? 1 : 0, disk: disk)
  }
}

extension Fingerprint {
  /// Adds who a result is from, as far as results depend on it.
  mutating func add(_ identity: ProviderIdentity) {
    add("provider", identity.name)
    add("account", identity.account)
    add("provider-revision", identity.revision)
  }

  /// Adds the libraries that a result depends on.
  mutating func add(software: [String: String]) {
    guard !software.isEmpty else { return }
    add("software", software.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
  }
}
