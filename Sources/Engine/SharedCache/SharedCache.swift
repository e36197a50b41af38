private import Synchronization

/// A shared store as a workspace uses it: what is read is verified, what fails is a miss.
///
/// A run never fails because of it. After several failures in a row it is left alone, so that a
/// server that does not answer costs a few time-outs and not one for each step.
package final class SharedCache: Sendable {
  /// What a workspace may do with the store.
  package enum Mode: Sendable {
    case readOnly
    case readWrite
  }

  /// The failures in a row after which the store is left alone.
  static let patience = 3

  /// How many questions are open at once.
  private static let width = 16

  private struct State {
    var failures = 0
    var isLeftAlone = false
    var isWritable: Bool

    /// Keys whose entries were found to be of no use; they were told, and are not asked for again.
    var useless: Set<Digest> = []
  }

  package let store: any SharedStore

  /// Who publishes, as in `anna@node3`.
  let maker: String
  private let state: Mutex<State>

  package init(_ store: any SharedStore, mode: Mode, maker: String = SharedCache.userAndHost) {
    self.store = store
    self.maker = maker
    state = Mutex(State(isWritable: mode == .readWrite))
  }

  /// Whether results are to be published.
  var isWritable: Bool { state.withLock { $0.isWritable && !$0.isLeftAlone } }

  /// Whether the store is still asked.
  var isUsed: Bool { state.withLock { !$0.isLeftAlone } }

  /// The records that the store seems to have of some keys; nothing is fetched.
  ///
  /// - Parameters:
  ///   - keys: What is asked for.
  ///   - warn: Gets a sentence for each thing that went wrong.
  /// - Returns: Records of no run, by their keys.
  package func offers(
    of keys: [Digest],
    warn: @escaping @Sendable (String) -> Void
  ) async -> [Digest: StepRecord] {
    await withTaskGroup(of: StepRecord?.self) { group in
      var rest = keys[...]
      var offers: [Digest: StepRecord] = [:]
      for key in rest.prefix(Self.width) { group.addTask { await self.offer(of: key, warn) } }
      rest = rest.dropFirst(Self.width)
      while let offer = await group.next() {
        if let offer { offers[offer.key] = offer }
        if let key = rest.popFirst() { group.addTask { await self.offer(of: key, warn) } }
      }
      return offers
    }
  }

  private func offer(
    of key: Digest,
    _ warn: @Sendable (String) -> Void
  ) async -> StepRecord? {
    guard let entry = await entry(of: key, warn) else { return nil }
    for output in entry.outputs {
      let isThere = await attempt(warn) { (store) throws(SharedStoreError) in
        try await store.has(output.digest, byteCount: output.size)
      }
      guard isThere == true else { return nil }
    }
    return entry.record(from: store.name, run: .elsewhere)
  }

  /// The entry of a key, where there is one that can be read.
  func entry(
    of key: Digest,
    _ warn: @Sendable (String) -> Void
  ) async -> SharedEntry? {
    guard state.withLock({ !$0.useless.contains(key) }) else { return nil }
    let bytes = await attempt(warn) { (store) throws(SharedStoreError) in
      try await store.entry(of: key)
    }
    guard let bytes = bytes ?? nil else { return nil }
    if let entry = SharedEntry(bytes, of: key) { return entry }
    await reject(entryOf: key, "the entry of key \(key.short) is damaged", warn)
    return nil
  }

  /// Moves an entry out of the way, and asks for it no more.
  func giveUp(_ key: Digest) async {
    _ = state.withLock { $0.useless.insert(key) }
    if isWritable { await store.putAside(entryOf: key) }
  }

  /// Moves an entry out of the way and says why.
  func reject(
    entryOf key: Digest,
    _ problem: String,
    _ warn: @Sendable (String) -> Void
  ) async {
    await giveUp(key)
    warn("cache '\(store.name)': \(problem); going on without it")
  }

  /// Moves a content out of the way and says why.
  func reject(_ content: Digest, _ problem: String, _ warn: @Sendable (String) -> Void) async {
    if isWritable { await store.putAside(content: content) }
    warn("cache '\(store.name)': \(problem); going on without it")
  }

  /// Asks the store for something; nil, with a warning, where it fails.
  func attempt<Value: Sendable>(
    _ warn: @Sendable (String) -> Void,
    _ request: (any SharedStore) async throws(SharedStoreError) -> Value
  ) async -> Value? {
    guard isUsed else { return nil }
    do {
      let value = try await request(store)
      state.withLock { $0.failures = 0 }
      return value
    } catch {
      // An interrupted run tears its requests off; that says nothing about the store.
      guard !Task.isCancelled else { return nil }
      note(error, warn)
      return nil
    }
  }

  private func note(_ error: SharedStoreError, _ warn: @Sendable (String) -> Void) {
    let sentence: String? = state.withLock { state in
      guard !state.isLeftAlone else { return nil }
      if error.isRefusal {
        guard state.isWritable else { return nil }
        state.isWritable = false
        return "\(error.problem); results are not published there"
      }
      state.failures += 1
      state.isLeftAlone = state.failures >= Self.patience
      return state.isLeftAlone
        ? "\(error.problem); it is left alone for the rest of this run" : error.problem
    }
    if let sentence { warn("cache '\(store.name)': \(sentence)") }
  }
}

extension RunID {
  /// Stands in the place of a run of this workspace for what only a shared cache has.
  package static let elsewhere = RunID(rawValue: 0)
}

extension Digest {
  /// The first digits, for sentences.
  var short: Substring { hexadecimal.prefix(12) }
}
