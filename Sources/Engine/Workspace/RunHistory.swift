/// One run as the workspace remembers it.
package struct PastRun: Hashable, Sendable {
  /// How a run ended.
  package enum Outcome: String, Hashable, Sendable {
    case succeeded
    case failed
    case interrupted

    /// What is left to do waits for work that goes on at a provider.
    case waiting
  }

  package var id: RunID
  package var manifestName: String
  package var manifestDigest: String
  package var manifestText: String
  package var toolVersion: String

  /// In seconds since 1970.
  package var started: Double

  /// In seconds since 1970; nil for a run that goes on or was killed.
  package var ended: Double?
  package var outcome: Outcome?

  package init(
    id: RunID,
    manifestName: String,
    manifestDigest: String,
    manifestText: String,
    toolVersion: String,
    started: Double,
    ended: Double?,
    outcome: Outcome?
  ) {
    self.id = id
    self.manifestName = manifestName
    self.manifestDigest = manifestDigest
    self.manifestText = manifestText
    self.toolVersion = toolVersion
    self.started = started
    self.ended = ended
    self.outcome = outcome
  }
}

/// What is known of a run, whether it has ended or not.
package enum RunStatus: String, CaseIterable, Sendable {
  /// Every step was built or reused.
  case done
  case failed
  case interrupted

  /// What is left to do waits for work that goes on at a provider.
  case waiting

  /// Its process ended without saying how.
  case killed

  /// Its process is there and works on it.
  case running
}

/// One step of a run as the workspace remembers it.
package struct PastStep: Hashable, Sendable {
  package var step: StepID
  package var kind: StepKind

  /// The name of the outcome: `built`, `reused`, `failed`, `skipped` or `waiting`.
  package var outcome: String

  /// Why the step was made, failed, was skipped or waits, as a sentence.
  package var reason: String?

  /// The digest of the cache key, where it came to be known.
  package var key: Digest?

  /// What the step took in this run, in seconds.
  package var seconds: Double
}
