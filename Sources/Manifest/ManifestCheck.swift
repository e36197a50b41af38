package import Diagnostics

/// A check on an experiment by somebody who knows more than the format, such as what providers offer.
///
/// It is heard in the same pass as the format's own rules. Values in which an error was found are
/// missing, and a check says nothing on what it cannot know. Its outcome depends on nothing but the
/// values that it asks for, so it is not asked about a second experiment in which these are the same.
package typealias ManifestCheck = @Sendable (ExperimentValues, inout DiagnosticList) -> Void

/// What could be read of one experiment.
package struct ExperimentValues: Sendable {
  private static let pairsPath = "dataset.pairs"

  private let resolved: ResolvedValue
  private let origin: Manifest.PairsOrigin?
  private let asked: AskedPaths?

  /// - Parameters:
  ///   - resolved: The values with their places, without those in which an error was found.
  ///   - pairs: Where the pairs come from; nil where that has an error or is a file that may not be read.
  ///   - asked: Where it is noted what was asked for.
  init(resolved: ResolvedValue, pairs: Manifest.PairsOrigin?, asked: AskedPaths? = nil) {
    self.resolved = resolved
    self.asked = asked
    origin = pairs
  }

  /// Where the pairs come from; nil where that has an error or is a file that may not be read.
  package var pairs: Manifest.PairsOrigin? {
    asked?.insert(Self.pairsPath)
    return origin
  }

  /// The value at a path of keys, or nil where there is none.
  package func value(at path: String) -> ResolvedValue? {
    asked?.insert(path)
    return resolved.value(at: path)
  }

  /// Where the value at a path of keys was written; nil for a default.
  package func range(of path: String) -> SourceRange? { value(at: path)?.range }
}

extension Manifest.Experiment {
  /// The experiment's values as checks see them.
  package var values: ExperimentValues {
    ExperimentValues(resolved: resolved, pairs: dataset.pairs)
  }
}
