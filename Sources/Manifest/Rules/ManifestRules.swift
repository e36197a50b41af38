internal import Diagnostics

/// A check on a resolved manifest that one key's type cannot make.
typealias ManifestRule = @Sendable (ResolvedValue, inout DiagnosticList) -> Void

/// The rules that an experiment must pass, in no order that matters.
enum ManifestRules {
  static let all: [ManifestRule] = [
    PairCountRules.documentSizeIsOrdered,
    PairCountRules.splitsHavePairs,
    SuffixRules.namesKnownKeys,
    ExpectationRules.nameSomethingMeasured,
    EvaluationRules.baseModelIsScored,
  ]
}
