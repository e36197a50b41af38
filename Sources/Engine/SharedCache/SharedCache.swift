private import Synchronization

/// A shared store as a workspace uses it: what is read is verified, what fails is a miss.
///
/// A run never fails because of the store. After several failures in a row, of whatever kind, the store is
/// left alone, so that a server that does not answer costs a few time-outs and not one for each step. A
/// result that is taken, offered or published as a whole ends the row; an answer alone does not, since
/// some servers answer everything with a page to log in.
package final class SharedCache: Sendable {
  /// What a workspace may do with the store.
  package enum Mode: String, CaseIterable, Sendable {
    case readOnly = "read-only"
    case readWrite = "read-write"
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
    succeeded()
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
    failed(problem, "going on without it", warn)
  }

  /// Moves a content out of the way and says why.
  func reject(_ content: Digest, _ problem: String, _ warn: @Sendable (String) -> Void) async {
    if isWritable { await store.putAside(content: content) }
    failed(problem, "going on without it", warn)
  }

  /// Asks the store for something; nil, with a warning, where it fails.
  func attempt<Value: Sendable>(
    _ warn: @Sendable (String) -> Void,
    _ request: (any SharedStore) async throws(SharedStoreError) -> Value
  ) async -> Value? {
    guard isUsed else { return nil }
    do {
      return try await request(store)
    } catch {
      // An interrupted run tears its requests off; that says nothing about the store.
      guard !Task.isCancelled else { return nil }
      guard error.isRefusal else {
        failed(error.problem, nil, warn)
        return nil
      }
      let isNews = state.withLock { state in
        defer { state.isWritable = false }
        return state.isWritable && !state.isLeftAlone
      }
      if isNews {
        warn("cache '\(store.name)': \(error.problem); results are not published there")
      }
      return nil
    }
  }

  /// Notes that a result was had from the store, or was published there, as a whole.
  func succeeded() {
    state.withLock { $0.failures = 0 }
  }

  /// Notes that the store failed, and tells it with what follows from it.
  func failed(_ problem: String, _ consequence: String?, _ warn: @Sendable (String) -> Void) {
    let ending: String? = state.withLock { state in
      guard !state.isLeftAlone else { return nil }
      state.failures += 1
      state.isLeftAlone = state.failures >= Self.patience
      if state.isLeftAlone { return "; it is left alone for the rest of this run" }
      return consequence.map { "; \($0)" } ?? ""
    }
    if let ending { warn("cache '\(store.name)': \(problem)\(ending)") }
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
