/// What is known of a step that was made: its outputs and where they come from.
package struct StepRecord: Hashable, Sendable {
  /// The digest of the cache key.
  package var key: Digest

  /// The step that made it; another step with the same key may use it.
  package var step: StepID
  package var kind: StepKind

  /// The outputs, in the order in which the step named them.
  package var artifacts: [Artifact]

  /// What making it took, in seconds.
  package var seconds: Double
  package var toolVersion: String

  /// When it was made, in seconds since 1970.
  package var madeAt: Double

  /// The run that made it.
  package var run: RunID

  package init(
    key: Digest,
    step: StepID,
    kind: StepKind,
    artifacts: [Artifact],
    seconds: Double,
    toolVersion: String,
    madeAt: Double,
    run: RunID
  ) {
    self.key = key
    self.step = step
    self.kind = kind
    self.artifacts = artifacts
    self.seconds = seconds
    self.toolVersion = toolVersion
    self.madeAt = madeAt
    self.run = run
  }
}
