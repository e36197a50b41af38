internal import Diagnostics

/// The rules of the format, in no order that matters: what one key's type cannot check.
///
/// Values in which an error was found are missing, and a rule says nothing on what it cannot know.
enum ManifestRules {
  /// What every experiment must pass.
  ///
  /// - Parameters:
  ///   - format: The keys that there are.
  ///   - isMissing: Whether the value at a key path is known to be written nowhere.
  /// - Returns: The checks.
  static func perExperiment(
    _ format: ManifestFormat,
    isMissing: @escaping (String) -> Bool
  ) -> [ManifestCheck] {
    let rules: [(ExperimentValues) -> (inout DiagnosticList) -> Void] = [
      ExperimentValues.documentSizeIsOrdered,
      ExperimentValues.splitsHavePairs,
      ExperimentValues.shuffledAnswersDiffer,
      ExperimentValues.otherPersonaIsNamed,
      ExperimentValues.otherAnswersAreTold,
      ExperimentValues.differenceIsMeasured,
      ExperimentValues.baseModelIsScored,
    ]
    let training = TrainingRules(format: format, isMissing: isMissing)
    return rules.map { rule in { rule($0)(&$1) } } + [
      training.keysAreTheProviders,
      training.requiredKeysAreThere,
      SuffixRules(format: format).namesKnownKeys,
    ]
  }

  /// Adds what is wrong with a manifest before its matrix is applied.
  ///
  /// - Parameters:
  ///   - manifest: The manifest's values.
  ///   - matrix: What its experiments have beside or instead of them.
  ///   - diagnostics: Where problems go.
  static func check(
    _ manifest: ResolvedValue,
    _ matrix: Matrix,
    into diagnostics: inout DiagnosticList
  ) {
    manifest.sharesAreFromZeroToOne(into: &diagnostics)
    manifest.differencesAreOfUnrealizedPairs(into: &diagnostics)
    manifest.eachModelHasOnePrice(into: &diagnostics)
    manifest.expectationsNameSomethingMeasured(by: matrix, into: &diagnostics)
  }
}
