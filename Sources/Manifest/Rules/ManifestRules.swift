internal import Diagnostics

/// A check on resolved values that one key's type cannot make.
///
/// Values in which an error was found are missing, and a rule says nothing on what it cannot know.
typealias ManifestRule = @Sendable (ResolvedValue, inout DiagnosticList) -> Void

/// The rules of the format, in no order that matters.
enum ManifestRules {
  /// What every experiment must pass.
  static let perExperiment: [ManifestRule] = [
    PairCountRules.documentSizeIsOrdered,
    PairCountRules.splitsHavePairs,
    PairCountRules.shuffledAnswersDiffer,
    PersonaRules.otherPersonaIsNamed,
    PersonaRules.differenceIsMeasured,
    SuffixRules.namesKnownKeys,
    EvaluationRules.baseModelIsScored,
  ]

  /// What the manifest must pass before its matrix is applied.
  static let perManifest: [ManifestRule] = [
    ExpectationRules.exactMatchesAreShares,
    ExpectationRules.differencesAreOfUnrealizedPairs,
  ]
}
