internal import Diagnostics

/// One check on the combinations of a matrix, of which it sees only those that it can tell apart.
///
/// Variants share most of their values, so that few of them are new to a check.
struct CombinationCheck {
  let check: ManifestCheck

  /// The key paths that some combination gives a value to.
  let variedPaths: Set<String>

  /// What the check has asked for so far.
  private let asked = ExperimentValues.AskedPaths()

  /// The varied paths that decide a part of what was asked for.
  private var decisivePaths: Set<String> = []

  /// The choices at those paths in the combinations that the check has seen.
  private var seen: Set<[ObjectIdentifier]> = []

  init(_ check: @escaping ManifestCheck, variedPaths: Set<String>) {
    self.check = check
    self.variedPaths = variedPaths
  }

  /// Adds what the check finds in a combination, if that is new to it.
  ///
  /// - Parameters:
  ///   - combination: The combination.
  ///   - values: Makes the values of the combination that note what is asked for.
  ///   - diagnostics: Where problems go.
  mutating func run(
    on combination: Matrix.Combination,
    _ values: (ExperimentValues.AskedPaths) -> ExperimentValues,
    into diagnostics: inout DiagnosticList
  ) {
    guard !seen.contains(decisiveChoices(of: combination)) else { return }
    check(values(asked), &diagnostics)
    // What a check finds may lead it to ask for more. Where the choices are the same, it asks the same
    // again, so that what was seen before it asked for more stays seen.
    decisivePaths = variedPaths.filter { path in
      asked.all.contains { KeyPaths.overlap($0, path) }
    }
    seen.insert(decisiveChoices(of: combination))
  }

  private func decisiveChoices(of combination: Matrix.Combination) -> [ObjectIdentifier] {
    combination.choices.filter { decisivePaths.contains($0.path) }.map(ObjectIdentifier.init)
  }
}
