/// The combinations that a matrix asks for: those of its axes without what `exclude` names, and with what
/// `include` adds.
///
/// Both work as in the workflows of GitHub Actions. An exclusion takes away every combination that has
/// all its values. An inclusion is added to every combination that is left and of which it changes no
/// value of an axis; where there is none, it is a combination of its own. A later inclusion replaces
/// what an earlier one added.
struct MatrixExpansion {
  /// Every combination, those of the axes first; the last path varies fastest.
  private(set) var combinations: [Matrix.Combination]

  /// The inclusions that are combinations of their own.
  private(set) var separate: [Matrix.Selection] = []

  private let axes: [Matrix.Axis]

  /// - Parameters:
  ///   - axes: What is varied, in the order of the paths, with no more values than may be combined.
  ///   - exclusions: Values of axes; a combination that has all of an item's is left out.
  ///   - inclusions: Values to add.
  init(
    axes: [Matrix.Axis],
    excluding exclusions: [Matrix.Selection] = [],
    including inclusions: [Matrix.Selection] = []
  ) {
    self.axes = axes
    combinations = axes.isEmpty && !inclusions.isEmpty ? [] : [Matrix.Combination()]
    for axis in axes {
      combinations = combinations.flatMap { combination in
        axis.choices.map { Matrix.Combination(choices: combination.choices + [$0]) }
      }
    }
    let excluded = exclusions.compactMap(axisChoices)
    combinations.removeAll { combination in
      excluded.contains { Self.has(combination, $0) }
    }
    // What is added to each combination, by its key paths.
    var added = [[String: Matrix.Choice]](repeating: [:], count: combinations.count)
    for item in inclusions {
      let fitting = axisChoices(of: item).map { named in
        combinations.indices.filter { Self.has(combinations[$0], named) }
      }
      guard let fitting, !fitting.isEmpty else {
        separate.append(item)
        continue
      }
      for choice in item.choices where !axes.contains(where: { $0.path == choice.path }) {
        for index in fitting { added[index][choice.path] = choice }
      }
    }
    for (index, choices) in added.enumerated() where !choices.isEmpty {
      combinations[index].choices += choices.values
      combinations[index].choices.sort { $0.path < $1.path }
    }
    combinations += separate.map { Matrix.Combination(choices: $0.choices) }
  }

  /// The choices of axes that an item names; nil where it names a value that its axis lacks.
  private func axisChoices(of item: Matrix.Selection) -> [Matrix.Choice]? {
    var named: [Matrix.Choice] = []
    for choice in item.choices {
      guard let axis = axes.first(where: { $0.path == choice.path }) else { continue }
      guard let own = axis.choice(like: choice) else { return nil }
      named.append(own)
    }
    return named
  }

  private static func has(_ combination: Matrix.Combination, _ named: [Matrix.Choice]) -> Bool {
    named.allSatisfy { choice in combination.choices.contains { $0 === choice } }
  }
}
