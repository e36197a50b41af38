internal import Diagnostics

/// One check on the combinations of a matrix, of which it sees only those that it can tell apart.
///
/// Few checks ask for what a large matrix varies, so few of its experiments are new to them.
struct CombinationCheck {
  private let check: ManifestCheck
  private let table: CombinationTable
  private let asked: AskedPaths
  private var askedBefore = 0

  /// What the matrix varies of all that the check asks for; nil before the first combination.
  private var selection: CombinationTable.PathSelection?

  /// What the combinations have of it that the check has seen.
  private var seen: Set<[ChoiceNumber]> = []

  /// - Parameters:
  ///   - check: The check.
  ///   - table: The combinations.
  ///   - base: The values without them, without those in which an error was found.
  init(_ check: @escaping ManifestCheck, _ table: CombinationTable, of base: ResolvedValue) {
    self.check = check
    self.table = table
    asked = AskedPaths(of: table, in: base)
  }

  /// Whether the check can tell no combination from one that it has seen.
  var isDone: Bool { selection?.isConstant ?? false }

  /// Adds what the check finds in a combination, if that is new to it.
  ///
  /// - Parameters:
  ///   - combination: One of the table's.
  ///   - values: Makes the values of the combination that note what is asked for.
  ///   - diagnostics: Where problems go.
  mutating func run(
    on combination: Matrix.Combination,
    _ values: (AskedPaths) -> ExperimentValues,
    into diagnostics: inout DiagnosticList
  ) {
    if let selection {
      let choices = table.choices(selection, ofCombination: combination.number)
      guard seen.insert(choices).inserted else { return }
    }
    check(values(asked), &diagnostics)
    guard selection == nil || asked.count != askedBefore else { return }
    // What a check finds may lead it to ask for more, and that can be another in each combination.
    // Those that it was not shown lead it where the same choices did before.
    let selection = asked.selection
    askedBefore = asked.count
    self.selection = selection
    seen = [table.choices(selection, ofCombination: combination.number)]
  }
}
