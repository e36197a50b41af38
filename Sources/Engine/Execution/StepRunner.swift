private import Synchronization
internal import System

/// Checks and builds single steps of one run; what it does may happen for several at once.
struct StepRunner: Sendable {
  let workspace: Workspace
  let configuration: RunConfiguration
  let run: RunID

  /// The path of the run's scratch folder.
  let scratch: String

  /// The keys whose work this run has started or waited for.
  let started = StartedKeys()

  /// The most that the steps may cost; nil where there is no limit.
  let limit: SpendingLimit?

  init(workspace: Workspace, configuration: RunConfiguration, run: RunID, scratch: String) {
    self.workspace = workspace
    self.configuration = configuration
    self.run = run
    self.scratch = scratch
    limit = configuration.spendingLimit.map(SpendingLimit.init)
  }

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

  /// Finds out whether a step must be built, by what the workspace has.
  func checkHere(
    _ step: StepSpec,
    _ directive: Directive,
    outputs: [StepID: [ArtifactName: Artifact]]
  ) -> CheckResult {
    do {
      let check = try Staleness.check(step, directive, outputs: outputs, in: workspace, run: run)
      // What was paid before for a step that is reused counts too.
      if let limit, let key = check.key { limit.note(key.digest) }
      switch check.state {
      case .reused(let record):
        return .ended(reused(step, record, check.key))
      case .willRun(reason: .fileUnreadable(let name, let error)):
        return .ended(failed(step, StepFailure(writing: "reading '\(name)'", error)))
      case .willRun(reason: .inputNotMade(let name, by: let maker)):
        return .ended(failed(step, Self.failure(reading: name, of: maker)))
      case .willRun, .attaches, .depends:
        return .mustBuild(check)
      }
    } catch {
      return .ended(failed(step, StepFailure("looking for earlier results", error)))
    }
  }

  /// Builds a step, or reuses what another run has made meanwhile.
  func build(
    _ step: StepSpec,
    _ directive: Directive,
    at place: Int,
    _ check: Staleness.Check,
    outputs: [StepID: [ArtifactName: Artifact]]
  ) async -> StepResult {
    guard let key = check.key, var reason = check.state.staleReason else {
      preconditionFailure("step '\(step.id)' is not to be built")
    }
    let elapsed = stopwatch(configuration.clock)
    do {
      try requireReferences(of: step, outputs)
      let lock = try await lock(key, of: step)
      defer { withExtendedLifetime(lock) {} }
      let state = try foundUnderLock(key.digest, check, directive)
      if case .reused(let record) = state { return reused(step, record, key) }
      reason = state.staleReason ?? reason
      if started.insert(key.digest), reason == .forced {
        try forgetFinishedWork(of: step, key.digest)
      }
      let hold: SharedHold?
      switch try await turn(for: key, of: step, reason, at: place) {
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

  /// Refuses to start without what is read by reference, which no key counts.
  private func requireReferences(
    of step: StepSpec,
    _ outputs: [StepID: [ArtifactName: Artifact]]
  ) throws(StepFailure) {
    for input in step.inputs where outputs[input.step]?[input.artifact] == nil {
      throw Self.failure(reading: input.artifact, of: input.step)
    }
  }

  /// Lets a step that is made again begin anew at its provider.
  ///
  /// Otherwise it would fetch once more what came of the same work before. Work that goes on is
  /// waited for.
  private func forgetFinishedWork(of step: StepSpec, _ key: Digest) throws(StepFailure) {
    guard let account = step.remoteAccount else { return }
    let journal = workspace.journal.entries(of: step.id, key: key, now: configuration.now)
    guard try journal.pending(account: account)?.state == .finished else { return }
    try journal.abandoned(because: "made again by --force", account: account)
  }

  /// Waits until nobody else is making the same thing.
  private func lock(_ key: CacheKey, of step: StepSpec) async throws(StepFailure) -> FileLock {
    if let lock = try attemptLock(key) { return lock }
    try requireWaiting(for: step)
    send(.stepWaits("another run is making this"), step.id)
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

  /// Refuses to wait for another run that waits for a provider, where this one is not to wait.
  func requireWaiting(for step: StepSpec) throws(StepFailure) {
    guard !configuration.waitsForRemoteWork, step.remoteAccount != nil else { return }
    throw StepFailure("waiting for another run", .waits(.anotherRun))
  }

  func attemptLock(_ key: CacheKey) throws(StepFailure) -> FileLock? {
    try StepFailure.writing("starting the step") { () throws(FileSystemError) in
      try FileLock.attempt(workspace.lockPath(of: key.digest))
    }
  }

  /// What is to be done for a key when nobody else works on it; damaged outputs are put aside.
  func foundUnderLock(
    _ key: Digest,
    _ check: Staleness.Check,
    _ directive: Directive
  ) throws(StepFailure) -> StepState {
    do {
      let state = try Staleness.state(after: check, key, directive, in: workspace, run: run)
      if case .artifactDamaged? = state.staleReason, let record = try workspace.record(of: key) {
        try putAsideDamaged(record.artifacts)
      }
      return state
    } catch {
      throw StepFailure("looking for earlier results", error)
    }
  }

  private func putAsideDamaged(_ artifacts: [Artifact]) throws(WorkspaceError) {
    try WorkspaceError.storing { () throws(FileSystemError) in
      for artifact in artifacts {
        let condition = try workspace.store.condition(
          of: artifact.digest,
          byteCount: artifact.byteCount
        )
        if condition == .damaged { try workspace.store.putAside(artifact.digest) }
      }
    }
  }

  func reused(_ step: StepSpec, _ record: StepRecord, _ key: CacheKey?) -> StepResult {
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

  func failed(_ step: StepSpec, _ failure: StepFailure) -> StepResult {
    StepResult(id: step.id, kind: step.kind, outcome: StepOutcome(failure))
  }

  private static func failure(reading name: ArtifactName, of maker: StepID) -> StepFailure {
    let problem = "step '\(maker)' has ended without making it"
    return StepFailure("reading '\(name)'", .data(problem, record: nil))
  }

  static func failure(reusing state: StepState) -> StepFailure {
    StepFailure(
      "reusing earlier outputs",
      .data("\(state), and this run was not asked to make them", record: nil),
      hint: "run without '--only' and '--from'"
    )
  }
}

extension StepOutcome {
  /// What becomes of a step that threw.
  fileprivate init(_ failure: StepFailure) {
    if case .waits(let reason) = failure.cause {
      self = .waiting(reason)
    } else {
      self = .failed(failure)
    }
  }
}

/// The keys whose work a run has started, so that it pays for nothing twice.
final class StartedKeys: Sendable {
  private let keys = Mutex<Set<Digest>>([])

  /// Notes a key, and says whether it is the first time.
  func insert(_ key: Digest) -> Bool {
    keys.withLock { $0.insert(key).inserted }
  }
}

/// Starts measuring; the function says how many seconds have passed since.
func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Double {
  let start = clock.now
  return { start.duration(to: clock.now) / .seconds(1) }
}
