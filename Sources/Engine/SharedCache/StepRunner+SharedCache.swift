internal import System

extension StepRunner {
  /// What a step ends with where a shared cache has what it would make; nil where it must be built.
  func taken(
    _ check: Staleness.Check,
    of step: StepSpec,
    _ directive: Directive,
    at place: Int
  ) async -> StepResult? {
    guard
      check.state.mayBeTaken, let key = check.key, let cache = configuration.sharedCache,
      cache.isUsed
    else { return nil }
    do {
      // Who holds the lock makes it or takes it, so there is nothing to take twice.
      guard let lock = try attemptLock(key) else { return nil }
      defer { withExtendedLifetime(lock) {} }
      if case .reused(let record) = try foundUnderLock(key.digest, check, directive) {
        return reused(step, record, key)
      }
      guard let record = try await take(key, from: cache, for: step.id, at: place) else {
        return nil
      }
      return reused(step, record, key)
    } catch {
      var failed = failed(step, error)
      if Task.isCancelled { failed.outcome = .skipped(.interrupted) }
      return failed
    }
  }

  /// Takes the outputs of a key from the shared cache, by the owner of the lock on the key.
  func take(
    _ key: CacheKey,
    from cache: SharedCache,
    for step: StepID,
    at place: Int
  ) async throws(StepFailure) -> StepRecord? {
    let warn = warning(about: step)
    return try await withFolder("cache-\(place)") { (folder) async throws(StepFailure) in
      let record = try await cache.fetch(
        key.digest,
        into: workspace,
        by: folder,
        for: run,
        warn: warn
      )
      if let record { try save(record, key) }
      return record
    }
  }

  /// Publishes what was built, and puts what came first in its place where another result did.
  ///
  /// That it cannot be published takes nothing from the result. What was asked to be made again is
  /// not published: the cache keeps what came first, and that would take its place here.
  func published(
    _ result: StepResult,
    of step: StepSpec,
    _ key: CacheKey,
    at place: Int
  ) async -> StepResult {
    guard result.reason != .forced, let cache = configuration.sharedCache, cache.isWritable
    else { return result }
    let warn = warning(about: step.id)
    do {
      guard
        let record = try ownRecord(of: key.digest),
        let first = try await publish(record, key, to: cache, at: place, warn)
      else { return result }
      send(.stepNote("another result of this step was published first and is used"), step.id)
      var adopted = result
      adopted.artifacts = first.artifactsByName
      adopted.origin = first.origin
      return adopted
    } catch {
      warn("cache '\(cache.store.name)': \(error)")
      return result
    }
  }

  private func publish(
    _ record: StepRecord,
    _ key: CacheKey,
    to cache: SharedCache,
    at place: Int,
    _ warn: @Sendable (String) -> Void
  ) async throws(StepFailure) -> StepRecord? {
    try await withFolder("cache-\(place)") { (folder) async throws(StepFailure) in
      let first = try await cache.publish(
        record,
        key: key,
        from: workspace,
        by: folder,
        warn: warn
      )
      if let first { try save(first, key) }
      return first
    }
  }

  private func warning(about step: StepID) -> @Sendable (String) -> Void {
    { [self] in send(.warning($0), step) }
  }

  private func ownRecord(of key: Digest) throws(StepFailure) -> StepRecord? {
    do {
      return try workspace.record(of: key)
    } catch {
      throw StepFailure("publishing the result", error)
    }
  }

  private func save(_ record: StepRecord, _ key: CacheKey) throws(StepFailure) {
    do {
      try workspace.database.save(record, clearKey: key)
    } catch {
      throw StepFailure("recording the result", error)
    }
  }

  /// Does something with a folder in the run's scratch, and removes it.
  private func withFolder<Value>(
    _ name: String,
    _ body: (String) async throws(StepFailure) -> Value
  ) async throws(StepFailure) -> Value {
    let folder = "\(scratch)/\(name)"
    try StepFailure.writing("using the cache") { () throws(FileSystemError) in
      try FileSystem.removeTree(folder)
      try FileSystem.makeFolder(folder)
    }
    defer { try? FileSystem.removeTree(folder) }
    return try await body(folder)
  }
}

/// What is to be done for a key once everybody else was asked.
enum SharedTurn {
  /// Somebody else made it meanwhile.
  case taken(StepRecord)

  /// It is to be made here, under this announcement if there is one.
  case make(SharedHold?)
}

extension StepRunner {
  /// Waits while somebody elsewhere is making the same thing, by the owner of the lock on the key.
  func turn(
    for key: CacheKey,
    of step: StepSpec,
    _ reason: StaleReason,
    at place: Int
  ) async throws(StepFailure) -> SharedTurn {
    guard reason != .forced, let cache = configuration.sharedCache, cache.isWritable
    else { return .make(nil) }
    var pause = Duration.milliseconds(20)
    var isTold = false
    while true {
      let lease = await cache.store.lease(key.digest)
      // Whoever held it may have published it since it was asked for last.
      if let record = try await take(key, from: cache, for: step.id, at: place) {
        if case .granted(let hold) = lease { await hold.end() }
        return .taken(record)
      }
      guard case .held(let maker, let patience) = lease else {
        guard case .granted(let hold) = lease else { return .make(nil) }
        return .make(hold)
      }
      try requireWaiting(for: step)
      if !isTold {
        let sentence =
          "\(maker) is making this for the cache '\(cache.store.name)'; it is made here too where "
          + "\(patience.components.seconds) s pass without a sign of life"
        send(.stepWaits(sentence), step.id)
      }
      isTold = true
      do {
        try await configuration.clock.sleep(for: pause)
      } catch {
        throw StepFailure("waiting for \(maker)", .cancelled)
      }
      pause = min(pause * 2, .seconds(5))
    }
  }

  /// Makes something and shows meanwhile, to those who wait for it, that it is being made.
  func making(
    under hold: SharedHold?,
    _ make: @escaping @Sendable () async throws(StepFailure) -> StepResult
  ) async throws(StepFailure) -> StepResult {
    guard let hold else { return try await make() }
    let result = await withTaskGroup(of: Result<StepResult, StepFailure>?.self) { group in
      group.addTask {
        do throws(StepFailure) {
          return .success(try await make())
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        while (try? await Task.sleep(for: hold.heartbeat)) != nil { await hold.renew() }
        return nil
      }
      var result: Result<StepResult, StepFailure>?
      for await ended in group {
        guard let ended else { continue }
        result = ended
        group.cancelAll()
      }
      return result
    }
    await hold.end()
    guard let result else { preconditionFailure("what was made has no result") }
    return try result.get()
  }
}
