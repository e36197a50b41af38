/// How a run ended.
package struct RunResult: Hashable, Sendable {
  package var run: RunID

  /// One for each step, in plan order.
  package var steps: [StepResult]

  /// What the run took, in seconds.
  package var seconds: Double

  /// Whether the run was cancelled before its end.
  package var wasInterrupted: Bool

  /// Whether every step was built or reused.
  package var succeeded: Bool { steps.allSatisfy(\.outcome.succeeded) }

  /// Whether all that is left to do waits for work that goes on at a provider.
  package var isWaiting: Bool {
    !wasInterrupted && !succeeded
      && steps.allSatisfy { $0.outcome.succeeded || $0.outcome.isWaiting }
  }
}

/// How one step of a run ended.
package struct StepResult: Hashable, Sendable {
  package var id: StepID
  package var kind: StepKind
  package var outcome: StepOutcome

  /// What the step took in this run, in seconds; 0 where it did not run.
  package var seconds: Double = 0

  /// What making the outputs took when they were made, in seconds; nil without outputs.
  package var buildSeconds: Double?

  /// The cache key, where it came to be known.
  package var key: CacheKey?
  package var artifacts: [ArtifactName: Artifact] = [:]

  /// The shared cache that the outputs come from; nil for those made in this workspace.
  package var origin: RecordOrigin?

  /// Why the step ran; nil where it did not.
  package var reason: StaleReason?
}

/// What became of a step.
package enum StepOutcome: Hashable, Sendable {
  /// It ran, and its outputs are in the store.
  case built

  /// Its outputs were in the store, intact.
  case reused

  /// It ran, or could not be started, and made nothing.
  case failed(StepFailure)

  /// It was not run, or not to its end.
  case skipped(SkipReason)

  /// It can only be done later, and the run was not to wait for that.
  case waiting(WaitReason)

  /// Whether the outputs are in the store.
  package var succeeded: Bool {
    switch self {
    case .built, .reused: true
    case .failed, .skipped, .waiting: false
    }
  }

  /// Whether it can only be done later.
  package var isWaiting: Bool {
    if case .waiting = self { return true }
    return false
  }

  /// The outcome in one word, as the history keeps it.
  package var name: String {
    switch self {
    case .built: "built"
    case .reused: "reused"
    case .failed: "failed"
    case .skipped: "skipped"
    case .waiting: "waiting"
    }
  }
}

/// Why a step was not run.
package enum SkipReason: Hashable, Sendable {
  /// It needs, maybe through others, a step that failed.
  case dependencyFailed(StepID)

  /// Another step failed, and the run was to stop at the first failure.
  case stopped(after: StepID)

  /// The run was cancelled.
  case interrupted
}

extension SkipReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .dependencyFailed(let step): "'\(step)' failed"
    case .stopped(let step): "the run stopped after '\(step)' failed"
    case .interrupted: "interrupted"
    }
  }
}
