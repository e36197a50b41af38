internal import Diagnostics

/// A check on a manifest's values that one key's type cannot make, before its matrix is applied.
///
/// Values in which an error was found are missing, and a rule says nothing on what it cannot know.
typealias ManifestRule = @Sendable (ResolvedValue, inout DiagnosticList) -> Void

/// The rules of the format, in no order that matters.
enum ManifestRules {
  /// What every experiment must pass.
  static let perExperiment: [ManifestCheck] = [
    PairCountRules.documentSizeIsOrdered,
    PairCountRules.splitsHavePairs,
    PairCountRules.shuffledAnswersDiffer,
    PersonaRules.otherPersonaIsNamed,
    EvaluationRules.otherAnswersAreTold,
    PersonaRules.differenceIsMeasured,
    SuffixRules.namesKnownKeys,
    EvaluationRules.baseModelIsScored,
  ]

  /// What the manifest must pass before its matrix is applied.
  static let perManifest: [ManifestRule] = [
    ExpectationRules.exactMatchesAreShares,
    ExpectationRules.differencesAreOfUnrealizedPairs,
    PriceRules.eachModelHasOnePrice,
  ]
}
