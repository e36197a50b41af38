internal import Diagnostics

/// One check on the combinations of a matrix, of which it sees only those that it can tell apart.
///
/// Variants share most of their values, so that few of them are new to a check.
struct CombinationCheck {
  private let check: ManifestCheck
  private let asked = AskedPaths()
  private var paths: Set<String> = []

  /// Whether what a matrix gives to a key path is a part of what the check asks for.
  private var isAsked: [String: Bool] = [:]

  /// What the combinations have of it that the check has seen.
  private var seen: Set<[ObjectIdentifier]> = []

  init(_ check: @escaping ManifestCheck) {
    self.check = check
  }

  /// Adds what the check finds in a combination, if that is new to it.
  ///
  /// - Parameters:
  ///   - combination: The combination.
  ///   - values: Makes the values of the combination that note what is asked for.
  ///   - diagnostics: Where problems go.
  mutating func run(
    on combination: Matrix.Combination,
    _ values: (AskedPaths) -> ExperimentValues,
    into diagnostics: inout DiagnosticList
  ) {
    guard seen.insert(key(of: combination)).inserted else { return }
    check(values(asked), &diagnostics)
    let asked = asked.all
    guard asked.count > paths.count else { return }
    // What a check finds may lead it to ask for more, and that can be another in each combination.
    // Those that it was not shown lead it where the same choices did before.
    paths = asked
    isAsked = [:]
    seen = [key(of: combination)]
  }

  private mutating func key(of combination: Matrix.Combination) -> [ObjectIdentifier] {
    var key: [ObjectIdentifier] = []
    for choice in combination.choices where isAsked(choice.path.text) {
      key.append(ObjectIdentifier(choice))
    }
    return key
  }

  private mutating func isAsked(_ path: String) -> Bool {
    if let known = isAsked[path] { return known }
    let isAsked = paths.contains { KeyPath.isOneOnTheWay(to: $0, path) }
    self.isAsked[path] = isAsked
    return isAsked
  }
}
