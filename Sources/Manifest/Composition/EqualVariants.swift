internal import Diagnostics

extension Matrix {
  /// Adds an error where two combinations give equal experiments.
  func checkVariants(into diagnostics: inout DiagnosticList) {
    guard hasNestedPaths, let range else { return }
    // What the matrix does not vary is the same in all, so it need not be compared.
    let nothing = ResolvedValue(.mapping([]), origin: .written(range))
    var meanings = CombinationMeanings(of: table)
    var first: [Int: Combination] = [:]
    first.reserveCapacity(combinations.count)
    for combination in combinations {
      let number = meanings.number(of: combination)
      guard let earlier = first.updateValue(combination, forKey: number) else { continue }
      guard earlier.applied(to: nothing).flow == combination.applied(to: nothing).flow else {
        continue
      }
      diagnostics.append(.sameVariants(earlier.values, combination.values, at: range))
      return
    }
  }

  /// Whether one path is below another, so that two combinations of different values can be equal.
  private var hasNestedPaths: Bool {
    axes.contains { axis in axes.contains { $0.path.text.hasPrefix(axis.path.text + ".") } }
  }
}

/// Gives combinations numbers that are equal where they give equal values.
///
/// A combination's number is the sum of a number for each value without parts, so what a choice adds
/// to it is the same in all combinations that give values to the same of the paths below it.
private struct CombinationMeanings {
  /// A choice, and the paths below its own that have values of their own.
  private struct Part: Hashable {
    var choice: ChoiceNumber
    var overridden: SmallSet
  }

  private let table: CombinationTable
  private let paths: [Matrix.Path]

  /// For each path those below it.
  private let below: [SmallSet]

  /// What was found so far.
  private var numbers: [Part: Int] = [:]
  private var places: [ChoiceNumber: Int] = [:]

  init(of table: CombinationTable) {
    self.table = table
    let paths = table.paths.sorted().map(Matrix.Path.init)
    self.paths = paths
    below = paths.map { path in
      SmallSet(paths.indices.filter { paths[$0].text.hasPrefix(path.text + ".") })
    }
  }

  mutating func number(of combination: Matrix.Combination) -> Int {
    let choices = table.choices(table.everything, ofCombination: combination.number)
    let present = SmallSet(choices.map { place(of: $0) })
    return choices.reduce(0) { sum, choice in
      let overridden = present.intersection(below[place(of: choice)])
      return sum &+ number(of: Part(choice: choice, overridden: overridden))
    }
  }

  /// The place of a choice's path among all.
  private mutating func place(of choice: ChoiceNumber) -> Int {
    if let known = places[choice] { return known }
    let text = table.choice(choice).path.text
    guard let place = paths.firstIndex(where: { $0.text == text }) else {
      preconditionFailure("a choice has a path that the matrix lacks")
    }
    places[choice] = place
    return place
  }

  private mutating func number(of part: Part) -> Int {
    if let known = numbers[part] { return known }
    let choice = table.choice(part.choice)
    let inner = paths.indices.filter(part.overridden.contains)
    let value = inner.reduce(choice.value) { value, place in
      value.removing(paths[place].keys.dropFirst(choice.path.keys.count))
    }
    let number = Self.sum(value, at: choice.path.text)
    numbers[part] = number
    return number
  }

  private static func sum(_ value: ResolvedValue, at path: String) -> Int {
    guard case .mapping(let entries) = value.content else {
      var hasher = Hasher()
      hasher.combine(path)
      hasher.combine(value.flow)
      return hasher.finalize()
    }
    return entries.reduce(0) { $0 &+ sum($1.value, at: "\(path).\($1.key)") }
  }
}
