package import Diagnostics

/// A check on an experiment by somebody who knows more than the format, such as what providers offer.
///
/// It is heard in the same pass as the format's own rules. Values in which an error was found are
/// missing, and a check says nothing on what it cannot know. Its outcome depends on nothing but the
/// values that it asks for, so it is not asked about a second experiment in which these are the same.
package typealias ManifestCheck = (ExperimentValues, inout DiagnosticList) -> Void

/// What could be read of one experiment.
package struct ExperimentValues {
  /// The key paths that a check has asked for.
  final class AskedPaths {
    var all: Set<String> = []
  }

  private let values: ResolvedValue
  private let asked: AskedPaths?
  private let origin: (ResolvedValue) -> Manifest.PairsOrigin?
  private let folder: (ResolvedValue) -> String

  /// - Parameters:
  ///   - values: The values with what the matrix gives to the experiment.
  ///   - asked: Notes what was asked for.
  ///   - origin: What a value of `dataset.pairs` says; nil where it is a file that may not be read.
  ///   - folder: The folder that the paths of a value of `fine-tune.models` begin in.
  init(
    _ values: ResolvedValue,
    asked: AskedPaths? = nil,
    origin: @escaping (ResolvedValue) -> Manifest.PairsOrigin?,
    folder: @escaping (ResolvedValue) -> String
  ) {
    self.values = values
    self.asked = asked
    self.origin = origin
    self.folder = folder
  }

  /// Where the pairs come from; nil where that has an error or is a file that may not be read.
  package var pairs: Manifest.PairsOrigin? { value(at: "dataset.pairs").flatMap(origin) }

  /// The folder that the paths of models begin in.
  package var modelFolder: String { value(at: "fine-tune.models").map(folder) ?? "." }

  /// The value at a path of keys, or nil where there is none.
  package func value(at path: String) -> ResolvedValue? {
    asked?.all.insert(path)
    return values.value(at: path)
  }

  /// Where the value at a path of keys was written; nil for a default.
  package func range(of path: String) -> SourceRange? { value(at: path)?.range }
}

extension Manifest.Experiment {
  /// The experiment's values as checks see them.
  package var values: ExperimentValues {
    ExperimentValues(
      resolved,
      origin: { [pairs = dataset.pairs] _ in pairs },
      folder: { [folder = fineTune.modelFolder] _ in folder }
    )
  }
}
