/// Checks and builds single steps of one run; what it does may happen for several at once.
struct StepRunner: Sendable {
  let workspace: Workspace
  let configuration: RunConfiguration
  let run: RunID

  /// The path of the run's scratch folder.
  let scratch: String

  /// What a check leads to.
  enum CheckResult: Sendable {
    case ended(StepResult)
    case mustBuild(Staleness.Check)
  }

  /// Sends an event about a step.
  func send(_ kind: RunEvent.Kind, _ step: StepID?, _ result: StepResult? = nil) {
    configuration.eventHandler(
      RunEvent(kind: kind, step: step, instant: configuration.now(), result: result)
    )
  }

  /// Finds out whether a step must be built.
  func check(_ step: any Step, outputs: [StepID: [ArtifactName: Artifact]]) -> CheckResult {
    do {
      let check = try Staleness.check(step, outputs: outputs, in: workspace)
      switch check.state {
      case .reused(let record):
        return .ended(reused(step, record, check.key))
      case .willRun(reason: .fileUnreadable(let name, let error)):
        return .ended(failed(step, StepFailure(writing: "reading '\(name)'", error)))
      case .willRun(reason: .inputNotMade(let name, by: let maker)):
        let problem = "step '\(maker)' has ended without making it"
        let failure = StepFailure("reading '\(name)'", .data(problem, record: nil))
        return .ended(failed(step, failure))
      case .willRun, .depends:
        return .mustBuild(check)
      }
    } catch {
      return .ended(failed(step, StepFailure("looking for earlier results", error)))
    }
  }

  /// Builds a step, or reuses what another run has made meanwhile.
  func build(
    _ step: any Step,
    at place: Int,
    _ check: Staleness.Check,
    outputs: [StepID: [ArtifactName: Artifact]]
  ) async -> StepResult {
    guard let key = check.key, case .willRun(var reason) = check.state else {
      preconditionFailure("step '\(step.id)' is not to be built")
    }
    let elapsed = stopwatch(configuration.clock)
    do {
      let lock = try await lock(key, of: step.id)
      defer { withExtendedLifetime(lock) {} }
      switch try foundUnderLock(key.digest) {
      case .reused(let record)?: return reused(step, record, key)
      case .willRun(let found)?: reason = found
      case .depends?, nil: break
      }
      let hold: SharedHold?
      switch try await turn(for: key, of: step.id, at: place) {
      case .taken(let record): return reused(step, record, key)
      case .make(let granted): hold = granted
      }
      send(.stepStarted(reason: reason), step.id)
      let attempt = Attempt(
        runner: self,
        step: step,
        place: place,
        key: key,
        reason: reason,
        files: check.files,
        outputs: outputs
      )
      return try await making(under: hold) { () async throws(StepFailure) in
        await published(try await attempt.make(), of: step, key, at: place)
      }
    } catch {
      var result = failed(step, error)
      // Whatever a step says when it is torn off, it is the interruption that ended it.
      if Task.isCancelled { result.outcome = .skipped(.interrupted) }
      result.key = key
      result.reason = reason
      result.seconds = elapsed()
      return result
    }
  }

  /// Waits until nobody else is making the same thing.
  private func lock(_ key: CacheKey, of step: StepID) async throws(StepFailure) -> FileLock {
    if let lock = try attemptLock(key) { return lock }
    send(.stepNote("another run is making this"), step)
    var pause = Duration.milliseconds(2)
    while true {
      do {
        try await configuration.clock.sleep(for: pause)
      } catch {
        throw StepFailure("waiting for another run", .cancelled)
      }
      if let lock = try attemptLock(key) { return lock }
      pause = min(pause * 2, .milliseconds(200))
    }
  }

  func attemptLock(_ key: CacheKey) throws(StepFailure) -> FileLock? {
    do {
      return try FileLock.attempt("\(workspace.path)/locks/\(key.digest.hexadecimal)")
    } catch {
      throw StepFailure(writing: "starting the step", error)
    }
  }

  /// What is found for a key when nobody else works on it; damaged outputs are put aside.
  func foundUnderLock(_ key: Digest) throws(StepFailure) -> StepState? {
    do {
      return try workspace.database.reading { (records) throws(WorkspaceError) in
        guard let record = try records.record(of: key) else { return nil }
        let state = try Staleness.state(of: record, in: workspace, records)
        if case .willRun(reason: .artifactDamaged) = state {
          try putAsideDamaged(record.artifacts)
        }
        return state
      }
    } catch {
      throw StepFailure("looking for earlier results", error)
    }
  }

  private func putAsideDamaged(_ artifacts: [Artifact]) throws(WorkspaceError) {
    do {
      for artifact in artifacts {
        let condition = try workspace.store.condition(
          of: artifact.digest,
          byteCount: artifact.byteCount
        )
        if condition == .damaged { try workspace.store.putAside(artifact.digest) }
      }
    } catch {
      throw .storage(error)
    }
  }

  func reused(_ step: any Step, _ record: StepRecord, _ key: CacheKey?) -> StepResult {
    StepResult(
      id: step.id,
      kind: step.kind,
      outcome: .reused,
      buildSeconds: record.seconds,
      key: key,
      artifacts: record.artifactsByName,
      origin: record.origin
    )
  }

  func failed(_ step: any Step, _ failure: StepFailure) -> StepResult {
    StepResult(id: step.id, kind: step.kind, outcome: .failed(failure))
  }
}

/// Starts measuring; the function says how many seconds have passed since.
func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Double {
  let start = clock.now
  return { start.duration(to: clock.now) / .seconds(1) }
}
