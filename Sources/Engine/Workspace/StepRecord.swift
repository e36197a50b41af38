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

  /// The run that made it, or took it from a shared cache.
  package var run: RunID

  /// The shared cache that it was taken from; nil for what was made in this workspace.
  package var origin: RecordOrigin?
}

/// Where a result was made that this workspace did not make.
package struct RecordOrigin: Hashable, Sendable {
  /// The shared cache, as the user named it.
  package var cache: String

  /// Who published it there, as in `anna@node3`.
  package var maker: String
}

extension RecordOrigin: CustomStringConvertible {
  package var description: String { "from the cache '\(cache)', made by \(maker)" }
}
