internal import Diagnostics

/// Which combinations of a matrix there are: those of its axes without what `exclude` names, and with
/// what `include` adds.
///
/// Both work as in the workflows of GitHub Actions. An exclusion takes away every combination that has
/// all its values. An inclusion is added to every combination that is left and of which it changes no
/// value of an axis; where there is none, it is a combination of its own. A later inclusion replaces
/// what an earlier one added.
struct CombinationTable {
  /// A value of an axis, both by their numbers.
  fileprivate struct Condition {
    var axis: Int
    var choice: Int
  }

  /// An inclusion and where it belongs.
  struct Addition {
    var selection: Matrix.Selection

    /// The values that are not an axis's.
    fileprivate var added: [Matrix.Choice]

    /// The values that are; nil where an axis has no such value.
    fileprivate var conditions: [Condition]?

    /// Whether it is a combination of its own.
    fileprivate(set) var isApart = false

    init(_ selection: Matrix.Selection, axes: [Matrix.Axis]) {
      self.selection = selection
      added = selection.choices.filter { choice in
        !axes.contains { $0.path == choice.shown.path }
      }
      conditions = CombinationTable.conditions(selection, axes)
    }
  }

  let axes: [Matrix.Axis]

  /// How far apart two combinations are that differ in an axis by one choice.
  private var strides: [Int] = []

  /// The numbers of the combinations that are left; nil for all of them.
  private var left: [Int]?
  private(set) var additions: [Addition]

  /// - Parameters:
  ///   - axes: What is varied, in the order of the paths.
  ///   - exclusions: Values of axes; a combination that has all of an item's is left out.
  ///   - inclusions: Values to add.
  init(
    axes: [Matrix.Axis],
    excluding exclusions: [Matrix.Selection],
    including inclusions: [Matrix.Selection]
  ) {
    self.axes = axes
    var stride = 1
    for axis in axes.reversed() {
      strides.insert(stride, at: 0)
      stride *= axis.choices.count
    }
    additions = inclusions.map { Addition($0, axes: axes) }
    let excluded = exclusions.compactMap { Self.conditions($0, axes) }
    if !excluded.isEmpty {
      left = (0..<productCount).filter { index in
        !excluded.contains { has($0, index) }
      }
    }
    for index in additions.indices { additions[index].isApart = isApart(additions[index]) }
  }

  /// Every combination, those of the axes first; the last path varies fastest.
  var combinations: some Collection<Matrix.Combination> {
    let apart = additions.indices.filter { additions[$0].isApart }
    let count = left?.count ?? (axes.isEmpty && !apart.isEmpty ? 0 : productCount)
    return (0..<count + apart.count).lazy.map { place in
      Matrix.Combination(
        table: self,
        place: place < count ? .product(left?[place] ?? place) : .addition(apart[place - count])
      )
    }
  }

  /// The choices of the combination with a number, in the order of their paths.
  fileprivate func choices(ofProduct index: Int) -> [Matrix.Choice] {
    let own = axes.indices.map { axes[$0].choices[number(index, of: $0)] }
    var added: [String: Matrix.Choice] = [:]
    for addition in additions
    where !addition.isApart && addition.conditions.map({ has($0, index) }) == true {
      for choice in addition.added { added[choice.shown.path] = choice }
    }
    guard !added.isEmpty else { return own }
    return (own + added.values).sorted { $0.shown.path < $1.shown.path }
  }

  private var productCount: Int { axes.reduce(1) { $0 * $1.choices.count } }

  /// The number of an axis's choice in a combination.
  private func number(_ index: Int, of axis: Int) -> Int {
    index / strides[axis] % axes[axis].choices.count
  }

  /// Whether a combination has all of some values.
  private func has(_ conditions: [Condition], _ index: Int) -> Bool {
    conditions.allSatisfy { number(index, of: $0.axis) == $0.choice }
  }

  private func isApart(_ addition: Addition) -> Bool {
    guard !axes.isEmpty, let conditions = addition.conditions else { return true }
    // Where nothing is left out, every choice of values is some combination's.
    return left.map { !$0.contains { has(conditions, $0) } } ?? false
  }

  /// The values of axes in a selection; nil where an axis has no such value.
  private static func conditions(
    _ selection: Matrix.Selection,
    _ axes: [Matrix.Axis]
  ) -> [Condition]? {
    var conditions: [Condition] = []
    for choice in selection.choices {
      guard let axis = axes.firstIndex(where: { $0.path == choice.shown.path }) else { continue }
      let number = axes[axis].choices.firstIndex { $0.shown.value == choice.shown.value }
      guard let number else { return nil }
      conditions.append(Condition(axis: axis, choice: number))
    }
    return conditions
  }
}

extension Matrix {
  /// One way to choose a value for every path.
  ///
  /// It holds only its number, so that many of them take little memory.
  struct Combination {
    /// Where a combination is from.
    fileprivate enum Place {
      /// The axes, by its number among all their combinations.
      case product(Int)

      /// An inclusion that is a combination of its own, by its number.
      case addition(Int)
    }

    /// What all combinations share.
    fileprivate let table: CombinationTable
    fileprivate let place: Place

    /// The choices as they are shown and as they name steps.
    var values: [Manifest.VariantValue] { choices.map(\.shown) }

    /// Where the values are written that are given to paths of some kind.
    func places(where isWanted: (String) -> Bool) -> [SourceRange] {
      choices.compactMap { isWanted($0.shown.path) ? $0.value.range : nil }
    }

    /// A manifest's values with the choices in their places.
    func applied(to base: ResolvedValue) -> ResolvedValue {
      choices.reduce(base) { result, choice in
        result.replacing(choice.keys[...], with: choice.value)
      }
    }

    private var choices: [Choice] {
      switch place {
      case .product(let index): table.choices(ofProduct: index)
      case .addition(let index): table.additions[index].selection.choices
      }
    }
  }
}
