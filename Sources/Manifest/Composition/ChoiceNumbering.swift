/// The number of a choice among all of a matrix; small, since there are sets of a hundred thousand.
typealias ChoiceNumber = Int32

/// Gives every choice of a matrix a number.
///
/// The choices of the axes come first, one axis after another, then those of the inclusions, each of
/// which has a place in the text of its own.
struct ChoiceNumbering: Sendable {
  private let axes: [Matrix.Axis]

  /// The number of each axis's first choice, and of the first that is an inclusion's.
  private let firsts: [ChoiceNumber]

  /// The choices of the inclusions.
  private let included: [Matrix.Choice]

  /// For each of these the place of its path in `includedPaths`.
  private let paths: [Int]

  /// For each of these the first number of its path and value.
  private let equals: [ChoiceNumber]

  /// The paths that inclusions give values to, each once.
  let includedPaths: [String]

  init(_ axes: [Matrix.Axis], _ inclusions: [Matrix.Selection]) {
    let firsts: [ChoiceNumber] = axes.reduce(into: [0]) {
      $0.append($0[$0.count - 1] + ChoiceNumber($1.choices.count))
    }
    let included = inclusions.flatMap(\.choices)
    let texts = Set(included.map(\.path.text)).sorted()
    var known: [Manifest.VariantValue: ChoiceNumber] = [:]
    equals = included.indices.map { index in
      let choice = included[index]
      if let axis = axes.firstIndex(where: { $0.path.text == choice.path.text }),
        let place = axes[axis].place(of: choice.text)
      {
        return firsts[axis] + ChoiceNumber(place)
      }
      let number = known[choice.shown] ?? firsts[axes.count] + ChoiceNumber(index)
      known[choice.shown] = number
      return number
    }
    paths = included.map { choice in texts.firstIndex(of: choice.path.text) ?? 0 }
    includedPaths = texts
    self.axes = axes
    self.firsts = firsts
    self.included = included
  }

  /// The number of a choice of an axis.
  func number(ofChoice place: Int, axis: Int) -> ChoiceNumber {
    firsts[axis] + ChoiceNumber(place)
  }

  /// The number of a choice among those of all inclusions.
  func number(ofIncluded index: Int) -> ChoiceNumber { firsts[axes.count] + ChoiceNumber(index) }

  /// The choice with a number.
  func choice(_ number: ChoiceNumber) -> Matrix.Choice {
    if let index = includedIndex(number) { return included[index] }
    let axis = axes.indices.last { firsts[$0] <= number } ?? 0
    return axes[axis].choices[Int(number - firsts[axis])]
  }

  /// The first number of the path and value of the choice with a number.
  func first(equalTo number: ChoiceNumber) -> ChoiceNumber {
    includedIndex(number).map { equals[$0] } ?? number
  }

  /// The place in `includedPaths` of the path of an inclusion's choice; nil for one of an axis.
  func includedPath(of number: ChoiceNumber) -> Int? { includedIndex(number).map { paths[$0] } }

  private func includedIndex(_ number: ChoiceNumber) -> Int? {
    number < firsts[axes.count] ? nil : Int(number - firsts[axes.count])
  }
}
