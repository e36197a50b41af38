package import Diagnostics

/// A check on an experiment by somebody who knows more than the format, such as what providers offer.
///
/// It is heard in the same pass as the format's own rules. Values in which an error was found are
/// missing, and a check says nothing on what it cannot know.
package typealias ManifestCheck = @Sendable (ExperimentValues, inout DiagnosticList) -> Void

/// What could be read of one experiment.
package struct ExperimentValues: Sendable {
  /// The values with their places, without those in which an error was found.
  package let resolved: ResolvedValue

  /// Where the pairs come from; nil where that has an error or is a file that may not be read.
  package let pairs: Manifest.PairsOrigin?

  init(resolved: ResolvedValue, pairs: Manifest.PairsOrigin?) {
    self.resolved = resolved
    self.pairs = pairs
  }

  /// The value at a path of keys, or nil where there is none.
  package func value(at path: String) -> ResolvedValue? { resolved.value(at: path) }

  /// Where the value at a path of keys was written; nil for a default.
  package func range(of path: String) -> SourceRange? { value(at: path)?.range }
}

extension Manifest.Experiment {
  /// The experiment's values as checks see them.
  package var values: ExperimentValues {
    ExperimentValues(resolved: resolved, pairs: dataset.pairs)
  }
}
