internal import Diagnostics

/// Which combinations of a matrix there are: those of its axes without what `exclude` names, and with
/// what `include` adds.
///
/// Both work as in the workflows of GitHub Actions. An exclusion takes away every combination that has
/// all its values. An inclusion is added to every combination that is left and of which it changes no
/// value of an axis; where there is none, it is a combination of its own. A later inclusion replaces
/// what an earlier one added.
///
/// There may be a hundred thousand, so none is kept: what is asked of one is found by its number.
/// A class, since each of them refers to it.
final class CombinationTable: Sendable {
  private let axes: [Matrix.Axis]

  /// How far apart two combinations of the axes are that differ in an axis by one choice.
  private let strides: [Int]

  /// The combinations of the axes that are left; nil for all of them.
  private let left: [Int32]?

  /// How many these are.
  private let productCount: Int

  private let inclusions: [Matrix.Selection]
  private let conditions: ItemConditions

  /// The numbers of each inclusion's choices.
  private let included: [[ChoiceNumber]]

  /// The inclusions that are combinations of their own.
  private let apart: [Int]

  private let numbering: ChoiceNumbering

  /// All key paths.
  let everything: PathSelection

  /// - Parameters:
  ///   - axes: What is varied, in the order of the paths.
  ///   - exclusions: Values of axes; a combination that has all of an item's is left out.
  ///   - inclusions: Values to add.
  init(
    axes: [Matrix.Axis],
    excluding exclusions: [Matrix.Selection],
    including inclusions: [Matrix.Selection]
  ) {
    var (strides, stride) = ([Int](), 1)
    for axis in axes.reversed() {
      strides.insert(stride, at: 0)
      stride *= axis.choices.count
    }
    let excluded = ItemConditions(exclusions, axes)
    let conditions = ItemConditions(inclusions, axes)
    var left: [Int32]?
    // The items that are added to some combination of the axes.
    var met = axes.isEmpty ? SmallSet() : conditions.satisfiable
    if !exclusions.isEmpty {
      let rest = (0..<Int32(stride)).filter {
        excluded.items(ofProduct: Int($0), strides).isEmpty
      }
      met = rest.reduce(SmallSet()) { $0.union(conditions.items(ofProduct: Int($1), strides)) }
      left = rest
    }
    let numbering = ChoiceNumbering(axes, inclusions)
    var first = 0
    included = inclusions.map { selection in
      defer { first += selection.choices.count }
      return selection.choices.indices.map { numbering.number(ofIncluded: first + $0) }
    }
    apart = inclusions.indices.filter { !met.contains($0) }
    productCount = left?.count ?? (axes.isEmpty && !inclusions.isEmpty ? 0 : stride)
    everything = PathSelection(axes, included, apart: apart, numbering) { _ in true }
    self.axes = axes
    self.strides = strides
    self.left = left
    self.inclusions = inclusions
    self.conditions = conditions
    self.numbering = numbering
  }

  /// How many combinations there are.
  var count: Int { productCount + apart.count }

  /// Every combination, those of the axes first; the last path varies fastest.
  var combinations: some RandomAccessCollection<Matrix.Combination> {
    (0..<count).lazy.map { Matrix.Combination(table: self, number: $0) }
  }

  /// The inclusions that are combinations of their own.
  var selectionsApart: [Matrix.Selection] { apart.map { inclusions[$0] } }

  /// The key paths that combinations give values to, each once.
  var paths: Set<String> { Set(axes.map(\.path.text) + numbering.includedPaths) }

  /// The choice with a number.
  func choice(_ number: ChoiceNumber) -> Matrix.Choice { numbering.choice(number) }
}

extension CombinationTable {
  /// Some of the key paths that combinations give values to.
  struct PathSelection: Sendable {
    /// The axes among them.
    fileprivate let axes: [Int]

    /// What an inclusion adds to combinations, and the place of its path among all that are added.
    fileprivate struct Added {
      var number: ChoiceNumber
      var path: Int
    }

    /// What each inclusion has at these paths, and what of it is no value of an axis.
    fileprivate let included: [[ChoiceNumber]]
    fileprivate let added: [[Added]]

    /// The inclusions that add something to combinations of the axes.
    fileprivate let adding: SmallSet

    /// The places of the paths of all that they add.
    fileprivate let addedPaths: SmallSet

    /// Whether all combinations have the same at these paths.
    let isConstant: Bool

    fileprivate init(
      _ axes: [Matrix.Axis],
      _ included: [[ChoiceNumber]],
      apart: [Int],
      _ numbering: ChoiceNumbering,
      where isWanted: (String) -> Bool
    ) {
      let selected = axes.indices.filter { isWanted(axes[$0].path.text) }
      let wanted = numbering.includedPaths.map(isWanted)
      let ofAxis = numbering.includedPaths.map { path in axes.contains { $0.path.text == path } }
      let chosen = included.map { numbers in
        numbers.filter { number in numbering.includedPath(of: number).map { wanted[$0] } ?? false }
      }
      let added = chosen.map { numbers in
        numbers.compactMap { number in
          numbering.includedPath(of: number)
            .flatMap { ofAxis[$0] ? nil : Added(number: number, path: $0) }
        }
      }
      let adding = SmallSet(added.indices.filter { !added[$0].isEmpty })
        .subtracting(SmallSet(apart))
      isConstant =
        adding.isEmpty && apart.isEmpty && selected.allSatisfy { axes[$0].choices.count == 1 }
      self.axes = selected
      self.included = chosen
      self.added = added
      self.adding = adding
      addedPaths = SmallSet(added.indices.filter(adding.contains).flatMap { added[$0].map(\.path) })
    }
  }

  /// The key paths for which a condition holds.
  func selection(where isWanted: (String) -> Bool) -> PathSelection {
    PathSelection(axes, included, apart: apart, numbering, where: isWanted)
  }

  /// The numbers of the choices that a combination has at some key paths, in ascending order.
  func choices(_ selection: PathSelection, ofCombination number: Int) -> [ChoiceNumber] {
    guard number < productCount else { return selection.included[apart[number - productCount]] }
    let product = left.map { Int($0[number]) } ?? number
    let ofAxes = selection.axes.map { axis in
      let place = product / strides[axis] % axes[axis].choices.count
      return numbering.number(ofChoice: place, axis: axis)
    }
    guard !selection.adding.isEmpty else { return ofAxes }
    return ofAxes + added(selection, toProduct: product).sorted()
  }

  /// The same with one number for all choices of one path and value, so that it is equal for two
  /// combinations exactly where they have the same values.
  func values(_ selection: PathSelection, ofCombination number: Int) -> [ChoiceNumber] {
    let choices = choices(selection, ofCombination: number)
    // Those of inclusions have the largest numbers.
    guard let last = choices.last, numbering.includedPath(of: last) != nil else { return choices }
    return choices.map(numbering.first).sorted()
  }

  /// What inclusions add to a combination of the axes.
  private func added(_ selection: PathSelection, toProduct product: Int) -> [ChoiceNumber] {
    var items = conditions.items(ofProduct: product, strides).intersection(selection.adding)
    var added: [ChoiceNumber] = []
    // The paths that a later inclusion gives a value to.
    var known = SmallSet()
    while known != selection.addedPaths, let item = items.popLast() {
      for choice in selection.added[item] where !known.contains(choice.path) {
        known.insert(choice.path)
        added.append(choice.number)
      }
    }
    return added
  }
}
