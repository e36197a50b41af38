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
  private(set) var apart: [Matrix.Selection] = []

  /// The values of axes that an item of a list names, by their places.
  private struct Condition {
    private var named: [(axis: Int, choice: Int)] = []

    /// Nil where the item names a value that its axis lacks.
    init?(_ item: Matrix.Selection, _ axes: [Matrix.Axis]) {
      for choice in item.choices {
        guard let axis = axes.firstIndex(where: { $0.path.text == choice.path.text }) else {
          continue
        }
        guard let place = axes[axis].place(of: choice.text) else { return nil }
        named.append((axis, place))
      }
    }

    func holds(of row: [Int]) -> Bool { named.allSatisfy { row[$0.axis] == $0.choice } }
  }

  /// - Parameters:
  ///   - axes: What is varied, in the order of the paths, with no more values than may be combined.
  ///   - exclusions: Values of axes; a combination that has all of an item's is left out.
  ///   - inclusions: Values to add.
  init(
    axes: [Matrix.Axis],
    excluding exclusions: [Matrix.Selection] = [],
    including inclusions: [Matrix.Selection] = []
  ) {
    let excluded = exclusions.compactMap { Condition($0, axes) }
    var rows: [[Int]] = axes.isEmpty && !inclusions.isEmpty ? [] : [[]]
    for axis in axes {
      rows = rows.flatMap { row in axis.choices.indices.map { row + [$0] } }
    }
    rows.removeAll { row in excluded.contains { $0.holds(of: row) } }
    let axisPaths = axes.map(\.path.text)
    let paths = Set(axisPaths + inclusions.flatMap { $0.choices.map(\.path.text) }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(paths, paths.indices))
    // For each combination one after another the number of the choice of each path; -1 for none.
    var choices: [Matrix.Choice] = []
    var chosen = [Int](repeating: -1, count: rows.count * paths.count)
    for (number, axis) in axes.enumerated() {
      let place = places[axis.path.text] ?? 0
      for (index, row) in rows.enumerated() {
        chosen[index * paths.count + place] = choices.count + row[number]
      }
      choices += axis.choices
    }
    for item in inclusions {
      let added = item.choices.filter { !axisPaths.contains($0.path.text) }
      let placed = added.enumerated().map { offset, choice in
        (place: places[choice.path.text] ?? 0, number: choices.count + offset)
      }
      choices += added
      let condition = Condition(item, axes)
      let fitting = rows.indices.filter { condition?.holds(of: rows[$0]) ?? false }
      for index in fitting {
        for (place, number) in placed { chosen[index * paths.count + place] = number }
      }
      if fitting.isEmpty { apart.append(item) }
    }
    combinations = rows.indices.map { index in
      let numbers = chosen[index * paths.count..<(index + 1) * paths.count]
      return Matrix.Combination(choices: numbers.filter { $0 >= 0 }.map { choices[$0] })
    }
    combinations += apart.map { Matrix.Combination(choices: $0.choices) }
  }
}
